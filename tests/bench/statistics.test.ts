import { ratioOf, spreadOf } from "../../bench/statistics";

test("the median of an odd number of values is the one in the middle, in whatever order they came", () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, lowest: 1, highest: 9 });
});

test("the median of an even number of values lies between the two in the middle", () => {
  expect(spreadOf([4, 10, 1, 2])).toEqual({ median: 3, lowest: 1, highest: 10 });
});

test("values are sorted as numbers", () => {
  expect(spreadOf([100, 9, 20])).toEqual({ median: 20, lowest: 9, highest: 100 });
});

test("of no values there is no spread", () => {
  expect(spreadOf([])).toBeUndefined();
});

test("a ratio is taken pair by pair, so that a slow minute of the machine does not show in it", () => {
  expect(ratioOf([2, 20, 2], [1, 10, 1])).toEqual({ median: 2, lowest: 2, highest: 2 });
});

test.each([
  ["by nothing", [1], [0]],
  ["nothing by nothing", [0], [0]],
  ["by what was not measured", [1, 1], [1]],
  ["what was not measured", [], [1]],
])("there is no ratio when one would divide %s", (_what, values, others) => {
  expect(ratioOf(values, others)).toBeUndefined();
});
