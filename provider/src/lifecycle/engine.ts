/** What the Pulumi engine gives to the hooks and reads from them. */
import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { IntuneError, type IntuneErrorCode } from "../errors";
import type { Session } from "./session";

/** What the engine adds to a resource's properties. */
export interface EngineProperties {
  readonly __provider: string;
}

/**
 * What `check` and `diff` get in a preview for a value that is known only after another resource has been made. It is
 * the engine's own constant; the SDK does not export it.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

/**
 * Something may exist in Intune that does not show yet. With this error the engine keeps the resource in state as
 * partly made, and the next `up` continues.
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

  /** Why the resource is only partly made, for the engine. */
  get reasons(): readonly string[] {
    return [this.message];
  }
}

/**
 * Says if the configuration cannot be used, or does not say how to sign in to the resource's tenant. The preview then
 * fails, as with a faulty argument. The empty property name stands for the whole resource.
 *
 * @param session throws if the configuration cannot be used
 * @param tenantId the resource's own tenant. If it is unknown, it is checked once it is known
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
 * Runs work that may be part of a refresh or a destroy. The engine then uses the configuration that the last `up` left
 * in state, so an error of the sign-in has to say that.
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
 * Removes the stack from errors whose message explains them. For some hooks the SDK also prints `${error}:
 * ${error.stack}`, and the stack would hide the explanation.
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

/** What differs between the two programs that run the hooks: the SDK's process for dynamic resources, and the plugin. */
export interface Host {
  /** Shows a message to the person at the terminal. */
  readonly notify: (message: string) => void;
  /**
   * The error with which the engine keeps a partly made resource in state.
   *
   * @param inputs the inputs of the resource
   */
  readonly partlyMade: (error: PartlyMadeError, inputs: object) => Error;
}
