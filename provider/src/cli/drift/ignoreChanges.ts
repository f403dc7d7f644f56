/** The option `ignoreChanges` as Pulumi's engine honours it in a refresh: ignored paths keep the value of the other side. */
import { isObject, type Properties } from "../../lifecycle/values";

/** The inputs in state, with what is ignored as it was read. */
export function withoutIgnored(inputs: Properties, read: Properties, ignored: readonly string[]): Properties {
  const result = structuredClone(inputs);
  for (const path of ignored) {
    reset(result, read, stepsOf(path));
  }
  return result;
}

function reset(target: unknown, source: unknown, [step, ...rest]: readonly string[]): void {
  if (step === undefined || !isContainer(target)) {
    return;
  }
  const from = isContainer(source) ? source : {};
  const keys = step === "*" ? [...new Set([...Object.keys(target), ...Object.keys(from)])] : [step];
  for (const key of keys) {
    if (rest.length > 0) {
      reset(target[key], from[key], rest);
    } else if (Object.hasOwn(from, key)) {
      target[key] = structuredClone(from[key]);
    } else {
      Reflect.deleteProperty(target, key);
    }
  }
}

function isContainer(value: unknown): value is Properties {
  return isObject(value) || Array.isArray(value);
}

/** `updatedTools[0].alias`, `servers[*].tools`, `["name"]` */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? bracketed ?? plain ?? "",
  );
}
