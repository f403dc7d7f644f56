/** An emulator as programs and tests hold it, and the options that it starts with. */
import type { BackDoor } from "./backDoor/backDoor";
import type { Answer } from "./http/exchange";
import type { Identities } from "./identities";
import type { Switches } from "./switches";

export interface EmulatorOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Accounts, tokens and key, where they should differ from the fixed defaults. */
  readonly identities?: Partial<Identities>;
  readonly switches?: Partial<Switches>;
  /** Keeps what is stored in this file. In memory only when left out. */
  readonly dataFile?: string;
  /** The clock, in milliseconds, for times in answers, their date and the rate limit. */
  readonly now?: () => number;
  /** Sees every answer of the API before it leaves, except those that a fault forges. */
  readonly onAnswer?: (answer: Answer) => void;
  /** Called when a fault holds a call: the moment at which a test kills the caller, or lets its time run out. */
  readonly onHeld?: () => void;
}

/** A running emulator. */
export interface Emulator extends Identities, BackDoor {
  /** The value for Cloudflare's API base URL. */
  readonly baseUrl: string;

  /** Resolves when no discovery of tools is running, in the background or for a sync. */
  settled(): Promise<void>;

  /** Ends all connections, also those with an unanswered call. */
  close(): Promise<void>;
}
