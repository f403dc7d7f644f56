/** Recognizes the order of a list. */
import { compareText } from "#provider/cli/order";
import { other, open, seen, type Answer } from "./answer";

interface Ordered {
  readonly id: string;
  readonly created_at?: string | null;
}

type Compare = (one: Ordered, other: Ordered) => number;

const byId: Compare = (one, another) => compareText(one.id, another.id);

/** `created`: the ids in the order of creation. Without it, the times of the rows decide. */
export function recognizeOrder(
  rows: readonly Ordered[],
  created: readonly string[] | undefined,
  more: Readonly<Record<string, readonly string[]>> = {},
): Answer {
  const age: Compare = (one, another) =>
    created === undefined
      ? Date.parse(one.created_at ?? "") - Date.parse(another.created_at ?? "")
      : created.indexOf(one.id) - created.indexOf(another.id);
  const ids = rows.map(({ id }) => id);
  const candidates: Readonly<Record<string, readonly string[]>> = {
    // Sorting is stable: rows with the same time fit any order.
    created: rows.toSorted(age).map(({ id }) => id),
    createdDescending: rows.toSorted((one, another) => age(another, one)).map(({ id }) => id),
    id: rows.toSorted(byId).map(({ id }) => id),
    idDescending: rows.toSorted((one, another) => byId(another, one)).map(({ id }) => id),
    ...more,
  };
  const fitting = Object.keys(candidates).filter((name) => candidates[name]?.join() === ids.join());
  const [only] = fitting;
  if (ids.length < 3) {
    return open(`There are only ${ids.length}.`);
  }
  if (only === undefined) {
    return other(`None that is known: neither by time nor by id, either way.`);
  }
  return fitting.length === 1 ? seen(only, `Of ${ids.length}.`) : open(`Fits ${fitting.join(" and ")}.`);
}
