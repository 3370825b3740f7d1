// What the search takes people to mean; search-find.js says how. Spelling, hyphens, plurals and
// -ing make no difference there, so neither do they here.

// What people type, and what the book says in its place.
const SAME = {
  "2/n": ["how much comes out of one layer"],
  "batch normalisation": ["batchnorm"],
  batch: ["samples"],
  "by hand": ["in numbers"],
  code: ["read as a program"],
  default: ["what does a framework do"],
  "derivative of sigmoid": ["how steep is it"],
  "derivative of the sigmoid": ["how steep is it"],
  die: ["dead"],
  dying: ["dead"],
  example: ["in numbers"],
  "exploding gradient": ["prevent exploding gradients"],
  "finite difference": ["central difference"],
  "gradient check": ["check a whole network"],
  float64: ["64 bit"],
  hessian: ["how curved is the loss"],
  kaiming: ["he initialisation"],
  "l2 regularisation": ["decay the weights", "weight decay"],
  "layer normalisation": ["layernorm"],
  mse: ["squared error"],
  "not converge": ["what is wrong with my network"],
  "not decreasing": ["what is wrong with my network"],
  "not learning": ["what is wrong with my network"],
  "numerical gradient check": ["check a whole network"],
  "numerical gradient": ["central difference", "how small should the step be"],
  "pre-activation": ["what does the neuron compute"],
  "relu 0": ["derivative at 0"],
  resnet: ["residual connection"],
  "sigmoid derivative": ["how steep is it"],
  "skip connection": ["residual connection"],
  "sqrt 2/n": ["variance or a standard deviation"],
  std: ["standard deviation"],
  stuck: ["stall"],
  "symmetry breaking": ["why at random at all"],
  "too high": ["kills"],
  "too large": ["kills"],
  "vanishing gradient": ["how small must the first gradient be"],
  xavier: ["glorot"],
  zero: ["0"],
};

// What a question begins with or leans on, and what tells no section from another.
const IDLE =
  "a about an and are as at be by can could did do does for from function get how i if in " +
  "instead into is it its just me my no not of on or s should so some than that the there " +
  "this to use using vs was we what when where which who why will with would you your";
