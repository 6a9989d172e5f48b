// Folds logs as the page does: reads a list of logs (JSON) from stdin, writes what each tells.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [js] = process.argv.slice(2);
const { buildSync } = createRequire(`${js}/package.json`)("esbuild");
const built = buildSync({
  entryPoints: [`${js}/src/store.ts`],
  bundle: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(built.outputFiles[0].contents).toString("base64");
const { EMPTY, fold } = await import(`data:text/javascript;base64,${code}`);

function told(state) {
  const nodes = [...state.nodes.values()].filter(({ kind }) => kind === "parameter");
  const each = (of) => nodes.map((one) => [one.node, of(one)]);
  const some = (of) => each(of).filter(([, list]) => list.length > 0);
  const said = ({ text, muted, version }) => [text, muted, version];
  const found = (ids) => ids.map((id) => state.gradients.get(id));
  const gradients = (one) => found(one.gradients).map(said);
  const waits = (stop) => found(stop.gradients).filter((one) => !one.removed).map(said);
  const asked = state.review?.proposals ?? [];
  return {
    values: Object.fromEntries(each((one) => one.value)),
    gradients: Object.fromEntries(some(gradients)),
    constraints: Object.fromEntries(some((one) => one.constraints)),
    commits: state.commits.map(({ commit, parent, name }) => [commit, parent, name]),
    head: state.head,
    undone: state.undone,
    paused: state.paused !== null,
    outcome: state.ended?.outcome ?? null,
    policy: state.policy.policy,
    open: asked.filter((id) => state.proposals.get(id).decided === null).sort(),
    stops: state.stops.map(waits).sort(),
    streams: state.inFlight.map((id) => state.calls.get(id).text).sort(),
  };
}

const logs = JSON.parse(readFileSync(0, "utf8"));
const states = logs.map((log) => told(fold(EMPTY, log)));
process.stdout.write(JSON.stringify(states));
