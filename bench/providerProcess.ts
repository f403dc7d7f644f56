/** Measures Pulumi's provider process through /proc, so on Linux only. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** The most memory that it ever held. The kernel keeps it, so that a peak between two looks is not missed. */
  readonly peakMegabytes: number;
}

/** The kernel counts in hundredths of a second wherever Node runs on Linux. */
const ticksPerSecond = 100;
/** What a process uses after the last look at it is lost, which is at most this long. */
const intervalMilliseconds = 25;

/** Looks at the provider process of the project in a folder, from its start to its end. */
export class ProviderWatch {
  private processId: number | undefined;
  private last: ProcessUsage | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly folder: string) {
    this.timer = setInterval(() => {
      this.look();
    }, intervalMilliseconds);
  }

  /** Ends the looking. Undefined when no provider process was seen. */
  stop(): ProcessUsage | undefined {
    clearInterval(this.timer);
    return this.last;
  }

  private look(): void {
    this.processId ??= processIds().find((id) => isProviderProcess(id, this.folder));
    this.last = (this.processId === undefined ? undefined : usageOf(this.processId)) ?? this.last;
  }
}

/** What a process has used until now; undefined when it is gone. */
export function usageOf(processId: number): ProcessUsage | undefined {
  try {
    const [, , , , , , , , , , , userTicks, systemTicks] = fieldsAfterName(processId);
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
    // A process that has ended but was not waited for yet has no memory any more.
    return peak === undefined
      ? undefined
      : {
          cpuSeconds: (Number(userTicks) + Number(systemTicks)) / ticksPerSecond,
          peakMegabytes: Number(peak) / 1024,
        };
  } catch {
    return undefined;
  }
}

/** CPU of all processes that this one started and that have ended, with those that they started in their turn. */
export function cpuOfEndedChildren(): number {
  const [, , , , , , , , , , , , , userTicks, systemTicks] = fieldsAfterName("self");
  return (Number(userTicks) + Number(systemTicks)) / ticksPerSecond;
}

/** Whether this is the node that runs a dynamic provider, or the plugin, for the project in a folder. */
function isProviderProcess(processId: number, folder: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${processId}/cwd`) === folder &&
      readFileSync(`/proc/${processId}/cmdline`, "utf8")
        .split("\0")
        .some((word) => /\/(cmd\/dynamic-provider(\/index\.js)?|bundle\.js)$/.test(word))
    );
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return false;
  }
}

function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The fields of /proc/…/stat from the third on: the second, the name, may itself hold spaces and brackets. */
function fieldsAfterName(processId: number | "self"): string[] {
  const text = readFileSync(`/proc/${processId}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
