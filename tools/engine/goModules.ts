import { join } from "node:path";
import type { Executables } from "./executables";
import { ENGINE_VERSION } from "./version";

export interface GoModule {
  /** The folder, beside this file, of the go.mod and go.sum that pin the build. */
  readonly folder: string;
  readonly package: string;
  readonly makes: keyof Executables;
  readonly linkerFlags: string;
}

/**
 * Two modules, because the two programs need one Go module in two versions. The SDK's module held the Node.js language
 * host up to 3.68; the module it moved to was not to be had from the module proxy when these pins were made. The host of
 * 3.68 runs today's SDK under the pinned engine.
 */
export const goModules: readonly GoModule[] = [
  {
    folder: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    makes: "languageHost",
    linkerFlags: "-s -w",
  },
  {
    folder: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    makes: "engine",
    // The version is not in the source: what is linked in here is what `pulumi version` answers.
    linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`,
  },
];

export function directoryOf(module: GoModule): string {
  return join(__dirname, module.folder);
}
