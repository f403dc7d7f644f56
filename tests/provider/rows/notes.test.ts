import { PortalNotes } from "../../../provider/src/rows/notes";

test("a process remembers moved servers, locked portals, and once the portals that a server was in", () => {
  const notes = new PortalNotes();
  expect([notes.hasMoved("a"), notes.lockedPortals(), notes.left("a")]).toEqual([false, [], []]);
  notes.move("a");
  notes.lock("team", [{ serverId: "a" }]);
  notes.leave("a", [{ portalId: "team", row: {} as never }]);
  expect([notes.hasMoved("a"), notes.hasMoved("b")]).toEqual([true, false]);
  expect(notes.lockedPortals()).toEqual([["team", [{ serverId: "a" }]]]);
  expect(notes.left("a")).toEqual([{ portalId: "team", row: {} }]);
  expect(notes.left("a")).toEqual([]);
});

test("a process remembers on which servers a lock is enforced, and which portals show a server without one", () => {
  const notes = new PortalNotes();
  expect([notes.isEnforced("a"), notes.portalsShowing("a")]).toEqual([false, []]);
  notes.enforce("a");
  notes.show("team", ["a", "b"]);
  notes.show("sales", ["b"]);
  expect([notes.isEnforced("a"), notes.isEnforced("b")]).toEqual([true, false]);
  expect([notes.portalsShowing("a"), notes.portalsShowing("b")]).toEqual([["team"], ["team", "sales"]]);
  notes.show("team", []);
  expect(notes.portalsShowing("a")).toEqual([]);
});
