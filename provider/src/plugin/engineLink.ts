import { credentials, connectivityState } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const warning = "Warning: ";
/** How long the engine may take to answer. It listens on this machine, before it starts a plugin and until it ends. */
const timeoutInMilliseconds = { atFirst: 10_000, again: 1000 };

/** The engine that runs this plugin. */
export class EngineLink {
  private readonly client: EngineClient;

  constructor(address: string) {
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /**
   * Shows a message to the person at the terminal. The engine hides what a plugin writes to stderr.
   *
   * @param urn the resource that the message is about. Without one, the engine shows it under the stack
   */
  say(message: string, urn = ""): void {
    const isWarning = message.startsWith(warning);
    const request = new LogRequest();
    request.setSeverity(isWarning ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(isWarning ? message.slice(warning.length) : message);
    request.setUrn(urn);
    // If the engine does not listen any more, nobody can see the message.
    this.client.log(request, () => undefined);
  }

  /** Resolves when the engine has ended. Without this, a plugin whose engine was killed would run for ever. */
  async ended(): Promise<void> {
    const channel = this.client.getChannel();
    let timeout = timeoutInMilliseconds.atFirst;
    while (await this.isListening(timeout)) {
      timeout = timeoutInMilliseconds.again;
      await new Promise<void>((resolve) => {
        channel.watchConnectivityState(connectivityState.READY, Infinity, () => {
          resolve();
        });
      });
    }
  }

  private isListening(timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.client.waitForReady(Date.now() + timeout, (error) => {
        resolve(!error);
      });
    });
  }
}
