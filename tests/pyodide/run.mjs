// Prints what `case_report` tells in Pyodide. Each argument is a folder and where it is mounted: /a/yaml=/packages/yaml
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide({ env: { PYTHONDONTWRITEBYTECODE: "1" } });
for (const [folder, place] of process.argv.slice(2).map((mount) => mount.split("="))) {
  pyodide.FS.mkdirTree(place);
  pyodide.mountNodeFS(place, folder);
}
try {
  const told = await pyodide.runPythonAsync(`
import sys, warnings
sys.path[:0] = ["/packages", "/modules", "/tests", "/tests/pyodide"]
warnings.simplefilter("error")
from case_report import report
await report()
`);
  console.log(told);
} catch (error) {
  console.error(error.message); // the traceback; Node would print a line of Pyodide's, of a megabyte, with it
  process.exitCode = 1;
}
