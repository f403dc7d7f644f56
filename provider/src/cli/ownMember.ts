/** Members by names from outside. A tool may be called `constructor`, which every object has by inheritance. */

export function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
