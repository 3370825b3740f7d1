// Compiles Python's files with the Python of the pages: node compile.mjs FOLDER. They start in half the time then.
// Each folder in it is a place for imports; its *.py become *.pyc. Where matplotlib is, its list of fonts is written.
import { readdirSync } from "node:fs";
import { loadPyodide } from "pyodide";

process.on("uncaughtException", (error) => {
  console.error(error.message); // without the line of the script, which is a megabyte long
  process.exit(1);
});

const [folder] = process.argv.slice(2);
const python = await loadPyodide({ env: { PYTHONHASHSEED: "0", MPLCONFIGDIR: "/sources/settings" } });
python.mountNodeFS("/sources", folder);
python.globals.set("names", readdirSync(folder));
python.runPython(`
import compileall, os, sys
from py_compile import PycInvalidationMode

sys.path[1:1] = [f"/sources/{name}" for name in names]
if os.path.exists("/sources/matplotlib"):
    import matplotlib.font_manager  # writes /sources/settings/fontlist*.json

sys.dont_write_bytecode = True
for name in names:
    where = "/lib/python3.12" + "/site-packages" * (name != "python_stdlib")
    done = compileall.compile_dir(
        f"/sources/{name}", maxlevels=20, ddir=where, quiet=1, legacy=True, force=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    assert done, f"{name} could not be compiled"
`);
