/** The description that a locked row sets for a tool, whatever its server or upstream says. */
import { isObject, type Properties } from "../lifecycle/values";
import { withoutIgnored } from "../lock/digest";

/**
 * The reviewed description. A tool without one gets its title or name, so that a description that the upstream adds
 * later does not reach agents. Undefined if the lock lets descriptions change without a review.
 */
export function pinOf(definition: Readonly<Properties>, ignore: readonly string[]): string | undefined {
  if (ignore.includes("/description")) {
    return undefined;
  }
  const { description, title, annotations } = withoutIgnored(definition, ignore) as Properties;
  const texts = [description, title, isObject(annotations) ? annotations.title : undefined, definition.name];
  return texts.find((text): text is string => typeof text === "string" && text !== "");
}
