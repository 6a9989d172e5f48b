// Bundles the page into one ESM file and one stylesheet beside the Python that serves them.
import { gzipSync } from "node:zlib";
import { context, build as esbuild } from "esbuild";

const BUDGET = 200_000; // bytes of widget.js: every open widget and saved notebook carries it

const watch = process.argv.includes("--watch");
const options = {
  entryPoints: { widget: "src/widget.tsx" },
  outdir: "../tgwidget/widget/static",
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.2"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  minify: !watch,
  sourcemap: watch ? "inline" : false,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  absWorkingDir: import.meta.dirname,
};

if (watch) {
  await (await context(options)).watch();
} else {
  const built = await esbuild({ ...options, write: false });
  for (const file of built.outputFiles) {
    const name = file.path.split("/").at(-1);
    const zipped = gzipSync(file.contents).length;
    console.log(`${name} ${file.contents.length} bytes, ${zipped} gzipped`);
    if (name === "widget.js" && file.contents.length > BUDGET) {
      console.error(`${name} is over its budget of ${BUDGET} bytes`);
      process.exit(1);
    }
  }
  await esbuild(options);
}
