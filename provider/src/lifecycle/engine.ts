/** What the Pulumi engine hands to the hooks and reads from them, in one place. */
import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { IntuneError, type IntuneErrorCode } from "../errors";
import type { Session } from "./session";

/** What the engine adds to a resource's properties. */
export interface EngineProperties {
  readonly __provider: string;
}

/**
 * What the engine hands to `check` and `diff` in a preview for a value that is known only after another resource
 * has been made. The engine's own constant; the SDK does not export it.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

/**
 * Something may exist in Intune that does not show yet. The engine keeps the resource in state as partly made, and the
 * next `up` goes on with it.
 */
export class PartlyMadeError extends IntuneError {
  /**
   * @param id the resource's id
   * @param properties the resource in state
   */
  constructor(
    code: IntuneErrorCode,
    message: string,
    readonly id: string,
    readonly properties: object,
    cause?: unknown,
  ) {
    super(code, message, { cause });
    this.name = "PartlyMadeError";
  }

  /** Why it is not whole, for the engine. */
  get reasons(): readonly string[] {
    return [this.message];
  }
}

/**
 * A configuration that cannot be used, or does not say how to sign in to the resource's tenant, fails the preview like
 * a faulty argument; the empty name stands for the whole resource.
 *
 * @param session throws where the configuration cannot be used
 * @param tenantId the resource's own tenant; one that is not known yet is looked at when it is
 */
export function configurationFaults(session: () => Session, tenantId: unknown): CheckFailure[] {
  try {
    const checked = session();
    if (!isUnknown(tenantId)) checked.profiles(typeof tenantId === "string" ? tenantId : undefined);
    return [];
  } catch (error) {
    if (error instanceof IntuneError) return [{ property: "", reason: error.message }];
    throw error;
  }
}

/**
 * Work that a refresh or a destroy may ask for: the engine then takes the configuration of the last `up` from state, which
 * the error of a sign-in has to say.
 */
export async function underLastConfiguration<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof IntuneError &&
      signInCodes.includes(error.code) &&
      !error.message.includes("--run-program")
    ) {
      error.message +=
        " `pulumi refresh` and `pulumi destroy` sign in with the configuration of the last `pulumi up`: if it has changed " +
        "since, run the command with --run-program.";
    }
    throw error;
  }
}

const signInCodes: readonly IntuneErrorCode[] = ["configuration", "sign-in", "unauthorized"];

/**
 * An error in the form that the engine shows best. For some hooks the SDK prints `${error}: ${error.stack}` besides
 * handing the message on; the stack of an error that is explained already only buries the explanation.
 */
export async function withoutStack<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof IntuneError)) throw error;
    error.stack = "the resource's own error says more";
    throw Object.assign(error, { toString: () => `intune: ${error.code}` });
  }
}

/** What only differs between the programs that run the hooks: the SDK's for dynamic resources, and the plugin. */
export interface Host {
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /**
   * The error by which the engine keeps a resource in state that is partly made.
   *
   * @param inputs what the resource was to be made of
   */
  readonly partlyMade: (error: PartlyMadeError, inputs: object) => Error;
}
