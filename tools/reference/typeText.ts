/** Types as a reader of the reference needs them: without Inputs, and with known texts in place of their names. */
import ts from "typescript";
import type { Declarations, Member } from "../schema/declarations";
import { isNothing, isOpenText, partsOf } from "../schema/types";

/** `string | McpToolLock`, `McpOverride[]`, `"off" | "opt_in"`. */
export function typeText(node: ts.TypeNode, declarations: Declarations): string {
  const parts = partsOf(node).map((part) => partText(part, declarations));
  return [...new Set(parts)].join(" | ");
}

function partText(node: ts.TypeNode, declarations: Declarations): string {
  if (isOpenText(node)) {
    return "string";
  }
  if (ts.isArrayTypeNode(node)) {
    return listText(typeText(node.elementType, declarations));
  }
  if (ts.isTypeLiteralNode(node)) {
    return "object";
  }
  if (!ts.isTypeReferenceNode(node)) {
    return node.getText();
  }
  const [first, second] = node.typeArguments ?? [];
  const name = node.typeName.getText();
  if (name === "Record" && second !== undefined) {
    return `Record<string, ${typeText(second, declarations)}>`;
  }
  if (name === "Array" && first !== undefined) {
    return listText(typeText(first, declarations));
  }
  const texts = declarations.literals(node);
  return texts === undefined ? name : texts.map((text) => JSON.stringify(text)).join(" | ");
}

function listText(element: string): string {
  return element.includes(" | ") ? `(${element})[]` : `${element}[]`;
}

/** Whether a program has to give it. */
export function isRequired({ isOptional, type }: Member): boolean {
  return !isOptional && !(ts.isUnionTypeNode(type) && type.types.some(isNothing));
}

/** The interfaces that a type names, at any depth. */
export function namedTypes(node: ts.TypeNode, declarations: Declarations): string[] {
  return partsOf(node).flatMap((part): string[] => {
    if (ts.isArrayTypeNode(part)) {
      return namedTypes(part.elementType, declarations);
    }
    if (ts.isTypeReferenceNode(part)) {
      const name = part.typeName.getText();
      return [
        ...(declarations.isInterface(name) ? [name] : []),
        ...(part.typeArguments ?? []).flatMap((argument) => namedTypes(argument, declarations)),
      ];
    }
    return [];
  });
}

/** The members with those of objects that have no name, as `config.tokenEndpoint`. */
export function flattened(members: readonly Member[], declarations: Declarations): Member[] {
  return members.flatMap((member) => {
    const literals = partsOf(member.type).filter(ts.isTypeLiteralNode);
    const inner = literals.flatMap((literal) => declarations.membersOf(literal.members));
    const named = inner.map((each) => ({ ...each, name: `${member.name}.${each.name}` }));
    return [member, ...flattened(named, declarations)];
  });
}
