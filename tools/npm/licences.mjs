// Print the licences of the packages that a built file carries: those of its source map, or where
// it has none, those its package depends on.
//
//     node licences.mjs PACKAGE [FILE.map]      in the folder that has node_modules
import { existsSync, readdirSync, readFileSync } from "node:fs";

const [, , own, map] = process.argv;

function described(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
}

function needed(name, found = new Set()) {
  for (const each of Object.keys(described(name).dependencies ?? {})) {
    if (!found.has(each)) needed(each, found.add(each));
  }
  return [...found];
}

function mapped() {
  return JSON.parse(readFileSync(map, "utf8"))
    .sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1])
    .filter((name) => name && name !== own);
}

for (const name of [...new Set(map ? mapped() : needed(own))].sort()) {
  const folder = `node_modules/${name}`;
  if (!existsSync(folder)) throw new Error(`${own} carries ${name}, which is not installed`);
  const { version, license } = described(name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "(no text of its own)";
  console.log(`---- ${name} ${version}, ${license}\n\n${text}\n`);
}
