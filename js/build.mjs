// Bundles the page into one ESM file and one stylesheet beside the Python that serves them.
import { gzipSync } from "node:zlib";
import { context, build as esbuild } from "esbuild";

// Bytes: every open widget and saved notebook carries the first, every exported page another.
const BUDGETS = { "widget.js": 222_000, "page.js": 222_000, "review.js": 90_000 };

const watch = process.argv.includes("--watch");
const options = {
  outdir: "../tgwidget/widget/static",
  bundle: true,
  target: ["es2022", "chrome111", "firefox113", "safari16.2"],
  // Children as arguments are shorter than as a property, as tsconfig.json would have them.
  tsconfigRaw: {
    compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" },
  },
  inject: ["src/jsx.ts"],
  charset: "utf8",
  minify: !watch,
  sourcemap: watch ? "inline" : false,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  absWorkingDir: import.meta.dirname,
};

const entries = [
  { entryPoints: { widget: "src/widget.tsx" }, format: "esm" },
  { entryPoints: { page: "src/page.tsx" }, format: "iife" },
  { entryPoints: { review: "src/handover/review.tsx" }, format: "iife" },
];

for (const entry of entries) {
  if (watch) {
    await (await context({ ...options, ...entry })).watch();
    continue;
  }
  const built = await esbuild({ ...options, ...entry, write: false });
  for (const file of built.outputFiles) {
    const name = file.path.split("/").at(-1);
    const zipped = gzipSync(file.contents).length;
    console.log(`${name} ${file.contents.length} bytes, ${zipped} gzipped`);
    if (file.contents.length > (BUDGETS[name] ?? Number.POSITIVE_INFINITY)) {
      console.error(`${name} is over its budget of ${BUDGETS[name]} bytes`);
      process.exit(1);
    }
  }
  await esbuild({ ...options, ...entry });
}
