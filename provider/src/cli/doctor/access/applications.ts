/** Finds the Access applications of a portal's host name, and those of a server behind it. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import { isObject } from "../../../lifecycle/values";
import { compareSpecificity, coversOf, type Cover } from "../hosts";

/** Types of links and of logins elsewhere: they protect no host name, whatever their domain. */
const guardsNothing: readonly unknown[] = ["bookmark", "saas", "dash_sso", "app_launcher"];

/** The applications that cover the host name of a portal, the most specific ones first. */
export function doorsOf(applications: readonly WireApplication[], hostname: string): Cover[] {
  return coversOf(
    applications.filter(({ type }) => !guardsNothing.includes(type)),
    hostname,
  );
}

/** The deciding applications: the most specific ones. Cloudflare does not document which of two equal ones decides. */
export function decidingDoors(doors: readonly Cover[]): Cover[] {
  const [first] = doors;
  return doors.filter(({ place }) => first !== undefined && compareSpecificity(place, first.place) === 0);
}

/** Finds them by destination, because applications of several types can have this one. */
export function applicationsOfServer(applications: readonly WireApplication[], serverId: string): WireApplication[] {
  return applications.filter(({ destinations }) =>
    (Array.isArray(destinations) ? destinations : [])
      .filter(isObject)
      .some(({ type, mcp_server_id: id }) => type === "via_mcp_server_portal" && id === serverId),
  );
}

/** `application "GitHub"`. */
export function applicationWords({ name, id }: WireApplication): string {
  return `application ${JSON.stringify(typeof name === "string" && name !== "" ? name : id)}`;
}
