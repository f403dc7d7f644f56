// Prints what GitHub's own parser finds wrong with the workflow on stdin, as a JSON list. A process of its own, because
// the parser is an ES module, and imports JSON in a way that Node wants to be told of.
import { readFileSync } from "node:fs";
import { register } from "node:module";

const hook = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
const content = readFileSync(0, "utf8");
const { context } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
process.stdout.write(JSON.stringify(context.errors.getErrors().map(({ message }) => message)));
