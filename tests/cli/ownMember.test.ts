import { ownMember } from "../../provider/src/cli/ownMember";

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
  "%s is there only when it is its own",
  (name) => {
    expect(ownMember({}, name)).toBeUndefined();
    expect(ownMember(JSON.parse(`{"${name}": 1}`) as Record<string, unknown>, name)).toBe(1);
  },
);
