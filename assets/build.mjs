// Builds the style sheet and the script of the product: node assets/build.mjs [folder]. The default folder is exchange/static.
// The accessibility checker is copied to tests/vendor so that the tests need no Node. Same input, same bytes.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import * as sass from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = dirname(assets);
const target = resolve(process.argv[2] ?? join(root, "exchange", "static"));
const modules = join(root, "node_modules");

async function styleSheet(source, built) {
  const sheet = sass.compile(join(assets, "scss", source), { loadPaths: [modules], quietDeps: true, charset: false });
  const { code } = await transform(sheet.css, { loader: "css", minify: true, legalComments: "none" });
  await writeFile(join(target, built), code);
}

async function script() {
  await build({
    entryPoints: [join(assets, "js", "main.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
    nodePaths: [modules],
    outfile: join(target, "exchange.js"),
  });
}

async function checker() {
  const vendor = process.argv[2] ? target : join(root, "tests", "vendor");
  await mkdir(vendor, { recursive: true });
  await copyFile(join(modules, "axe-core", "axe.min.js"), join(vendor, "axe.min.js"));
}

// What browsers load is packed once and as small as it gets: a request has no time for that.
async function packed(name) {
  await writeFile(join(target, `${name}.br`), brotliCompressSync(await readFile(join(target, name))));
}

await mkdir(target, { recursive: true });
await Promise.all([styleSheet("main.scss", "exchange.css"), styleSheet("paper.scss", "paper.css"), script(), checker()]);
await Promise.all([packed("exchange.css"), packed("exchange.js")]);
