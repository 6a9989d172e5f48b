// Bundles the page into one ESM file and one stylesheet beside the Python that serves them.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { minify } from "@swc/core";
import { context, build as esbuild } from "esbuild";

// Bytes: every open widget and saved notebook carries the first, every exported page another.
const BUDGETS = { "widget.js": 212_000, "page.js": 212_000, "review.js": 90_000 };

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
  absWorkingDir: import.meta.dirname,
};

const entries = [
  { entryPoints: { widget: "src/widget.tsx" }, format: "esm" },
  { entryPoints: { page: "src/page.tsx" }, format: "iife" },
  { entryPoints: { review: "src/handover/review.tsx" }, format: "iife" },
];

/** What esbuild has put together, once more: swc knows what is said twice. */
async function smaller(text, format) {
  const toplevel = format === "esm";
  const { code } = await minify(text, {
    module: toplevel,
    compress: { passes: 3, toplevel },
    mangle: { toplevel },
    format: { inlineScript: true },
  });
  return code;
}

for (const entry of entries) {
  if (watch) {
    await (await context({ ...options, ...entry })).watch();
    continue;
  }
  const built = await esbuild({ ...options, ...entry, write: false });
  for (const { path, text } of built.outputFiles) {
    const name = path.split("/").at(-1);
    const code = name.endsWith(".js") ? await smaller(text, entry.format) : text;
    const bytes = Buffer.byteLength(code);
    console.log(`${name} ${bytes} bytes, ${gzipSync(code).length} gzipped`);
    if (bytes > (BUDGETS[name] ?? Number.POSITIVE_INFINITY)) {
      console.error(`${name} is over its budget of ${BUDGETS[name]} bytes`);
      process.exit(1);
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
}
