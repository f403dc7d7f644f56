import { Secrets } from "../../provider/src/cli/secrets";
import { line } from "../../provider/src/text/shown";
import { formsOf } from "../support/apiClient";

const secret = "canary line\nbreak";

test("nothing that is shown holds a secret that was added before, in any form", () => {
  const secrets = new Secrets();
  secrets.add([secret]);
  secrets.add(["canary-other"]);
  for (const form of [...formsOf(secret), ...formsOf("canary-other")]) {
    expect(secrets.reasonsOf(new Error(`refused ${form}`))).toBe("refused [secret]");
    expect(secrets.reasonsOf(`thrown ${form}`)).toBe("thrown [secret]");
  }
  expect(secrets.redactShown(line("canary-other"))).toBe("[secret]");
});

test("an error of several reasons keeps its lines", () => {
  const secrets = new Secrets();
  secrets.add([secret]);
  const error = Object.assign(new Error("both"), { reasons: [`one ${secret}`, "two"] });
  expect(secrets.reasonsOf(error)).toBe("one [secret]\ntwo");
});
