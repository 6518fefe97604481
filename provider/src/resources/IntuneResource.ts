import * as pulumi from "@pulumi/pulumi";
import { IntuneError } from "../errors";
import { shortenedStacks, withStack } from "./callStacks";
import { checkInstalled, providerModule } from "./installed";
import { warnOfPlainTextSecrets } from "./programSession";

/** How a kind of resource is declared. */
interface Kind {
  readonly name: "EnrollmentToken" | "EnrollmentProfile";
  /** All arguments and outputs. What is named here is an output from the start, given or not. */
  readonly properties: readonly string[];
  /** The properties that the engine encrypts in state. */
  readonly secrets: readonly string[];
  /** What to do in place of the `import` option. */
  readonly insteadOfImport: string;
}

/**
 * What the resources of this package have in common: how they are registered with the engine.
 *
 * They are dynamic resources without the SDK's class for those, which keeps a copy of the code in every resource's state.
 */
export abstract class IntuneResource extends pulumi.CustomResource {
  protected constructor(
    { name: kind, properties, secrets, insteadOfImport }: Kind,
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    if (opts.import !== undefined) {
      throw new IntuneError(
        "configuration",
        `${kind} ${JSON.stringify(name)} cannot be imported: Pulumi does not import dynamic resources. ` +
          `${insteadOfImport} instead of the import option.`,
      );
    }
    checkInstalled(kind, name);
    warnOfPlainTextSecrets();
    try {
      // A secret among the inputs too, whatever the program made of it.
      const hidden = secrets.filter((secret) => inputs[secret] !== undefined && inputs[secret] !== null);
      super(
        `pulumi-nodejs:dynamic/intune:${kind}`,
        name,
        {
          ...Object.fromEntries(properties.map((property) => [property, undefined])),
          ...inputs,
          ...Object.fromEntries(hidden.map((secret) => [secret, pulumi.secret(inputs[secret])])),
          __provider: providerReference(kind),
        },
        pulumi.mergeOptions({ additionalSecretOutputs: [...secrets] }, opts),
      );
    } catch (error) {
      stacks.restore();
      throw withStack(error);
    }
    stacks.restore();
  }
}

/**
 * The `__provider` property of a resource: the text that the engine keeps in state and evaluates to get the provider.
 * It refers to a module of this package instead of holding a copy of the code, so that state stays small, an upgrade
 * reaches resources that exist, and module state is shared in the process.
 *
 * Text and type are part of the persisted format: they stay the same, to the byte, in every release.
 */
export function providerReference(kind: Kind["name"]): string {
  return `exports.handler=()=>require("${providerModule(kind)}")`;
}

const stacks = shortenedStacks(__filename);

// The SDK notes the resource's name once all transformations have run, which may be any program's code and see whole call
// stacks. Then it writes call stacks until the constructor is done.
Object.defineProperty(IntuneResource.prototype, "__name", {
  configurable: true,
  set(this: IntuneResource, value: string) {
    Object.defineProperty(this, "__name", { value, configurable: true, enumerable: true, writable: true });
    stacks.shorten();
  },
});
