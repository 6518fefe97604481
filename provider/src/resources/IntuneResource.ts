import * as pulumi from "@pulumi/pulumi";
import { IntuneError } from "../errors";
import { shortenedStacks, withStack } from "./callStacks";
import { checkInstalled, providerModule } from "./installed";
import { warnOfPlainTextSecrets } from "./programSession";

/** How a kind of resource is declared. */
interface Kind {
  readonly name: "EnrollmentToken" | "EnrollmentProfile";
  /** All arguments and outputs. Each becomes an output of the resource, even if it has no value. */
  readonly properties: readonly string[];
  /** The properties that the engine encrypts in state. */
  readonly secrets: readonly string[];
  /** What to do in place of the `import` option. */
  readonly insteadOfImport: string;
}

/**
 * What the resources of this package have in common: how they are registered with the engine.
 *
 * They are dynamic resources, but do not extend the SDK's class for those: it puts a copy of the code into every
 * resource's state.
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
      // An input that is always secret is marked here, even if the program did not mark it.
      const secretInputs = secrets.filter((name) => inputs[name] !== undefined && inputs[name] !== null);
      super(
        `pulumi-nodejs:dynamic/intune:${kind}`,
        name,
        {
          ...Object.fromEntries(properties.map((property) => [property, undefined])),
          ...inputs,
          ...Object.fromEntries(secretInputs.map((name) => [name, pulumi.secret(inputs[name])])),
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
 * reaches existing resources, and module state is shared in the process.
 *
 * The text and the type are part of the persisted format. They are the same, to the byte, in every release.
 */
export function providerReference(kind: Kind["name"]): string {
  return `exports.handler=()=>require("${providerModule(kind)}")`;
}

const stacks = shortenedStacks(__filename);

// The SDK sets this after all transformations, which are the program's code and may need whole call stacks. From here to the end
// of the constructor, the SDK records call stacks.
Object.defineProperty(IntuneResource.prototype, "__name", {
  configurable: true,
  set(this: IntuneResource, value: string) {
    Object.defineProperty(this, "__name", { value, configurable: true, enumerable: true, writable: true });
    stacks.shorten();
  },
});
