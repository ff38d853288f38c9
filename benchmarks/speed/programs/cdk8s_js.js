// Builds charts of cdk8s' own ApiObjects, an app for each tenant, and lets cdk8s write them.
const fs = require("node:fs");
const path = require("node:path");
const { ApiObject, App, Chart } = require("cdk8s");

const [inputs, out, count] = process.argv.slice(2);
const lines = fs.readFileSync(path.join(inputs, "bodies.jsonl"), "utf8").split("\n");
for (const line of lines.slice(0, Number(count))) {
  const folders = new Map();
  for (const [file, bodies] of JSON.parse(line).files) {
    const folder = path.dirname(file);
    if (!folders.has(folder)) {
      const outdir = path.join(out, folder);
      folders.set(folder, new App({ outdir, outputFileExtension: ".yaml" }));
    }
    const options = { disableResourceNameHashes: true };
    const chart = new Chart(folders.get(folder), path.basename(file, ".yaml"), options);
    bodies.forEach((body, number) => new ApiObject(chart, String(number), body));
  }
  for (const app of folders.values()) app.synth();
}
