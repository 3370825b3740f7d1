"""What a reader sets on a page, and what must say the same when they come back to it."""

FOUND = "search.html?q=momentum"
SLIDER = "figure.explore input[type=range], .hero-control input"
# Answer a prediction or an exercise; return what is said to it.
ANSWER = """form => {
  for (const field of form.querySelectorAll("input:not([type=radio])")) field.value = "17";
  for (const field of form.querySelectorAll("input[type=radio]")) field.checked = true;
  form.querySelector("button[type=submit]").click();
  return form.closest(".predict, .exercise").querySelector(".verdict").textContent;
}"""
# Choose all code, and entries of the errata.
CHOOSE = """document.querySelector(".code-switch [value=all]")?.click();
const verdicts = document.querySelector(".errata-filter [name=verdict]");
if (verdicts) {
  verdicts.value = "wrong";
  verdicts.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# What follows a control: the figures, the picture of the first page, the entries of the errata.
FOLLOWING = """[
  ...[...document.querySelectorAll(".explore-view")].map(e => e.ariaLabel),
  ...[...document.querySelectorAll(".bundle")].map(e => e.getAttribute("transform")),
  ...[...document.querySelectorAll("section:has(> .erratum)")].map(e => e.hidden),
  ...[...document.querySelectorAll("figcaption, output, .errata-filter p")].map(e => e.textContent),
]"""
# Let all controls that are followed say again what they say.
SAY_AGAIN = """for (const control of document.querySelectorAll("figure :is(fieldset, input)")) {
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
document.querySelector(".errata-filter")?.dispatchEvent(new Event("change"));"""
# What is shown of answers, of the code and of a query, and not said by its control.
UNSAID = """[
  ...[...document.querySelectorAll(".predict:is([data-state=right], [data-state=wrong])")]
    .filter(e => !e.querySelector(":checked") && !e.querySelector("[type=number]")?.value)
    .map(() => "an answered prediction has no answer"),
  ...[...document.querySelectorAll("form.exercise:is([data-state=right], [data-state=wrong])")]
    .filter(e => !e.querySelector(":checked"))
    .filter(e => ![...e.querySelectorAll("input:not([type=radio])")].some(({ value }) => value))
    .map(() => "a judged exercise has no answer"),
  ...[...document.querySelectorAll(".code-switch :checked")]
    .filter(e => (e.value === "all") !== !document.querySelector("details.hide:not([open])"))
    .map(() => "the switch of code says what the page does not show"),
  ...[...document.querySelectorAll("[name=q]")]
    .filter(e => e.value !== (new URLSearchParams(location.search).get("q") ?? ""))
    .map(() => "a field has not what was searched for"),
]"""
