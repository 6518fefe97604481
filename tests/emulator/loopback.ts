import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";

/** A server on the loopback address. */
export interface Listening {
  readonly port: number;
  /** Ends every connection and stops listening; may be called again. */
  readonly close: () => Promise<void>;
}

/** @param port default: any free one */
export async function listen(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        // Called back with an error if the server is closed already, which is what was asked for.
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * A new key and a certificate for the loopback address that it signs itself, both as PEM, good for a day. A client
 * trusts it by `ca` or NODE_EXTRA_CA_CERTS. Made afresh, so that no private key lies in the repository.
 */
export function loopbackCertificate(otherNames: readonly string[] = []): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(objectId(0x55, 4, 3), der(0x0c, Buffer.from("loopback")))));
  const alternativeNames = sequence(
    ...["localhost", ...otherNames].map((host) => der(0x82, Buffer.from(host))),
    der(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extensions = sequence(
    sequence(objectId(0x55, 0x1d, 0x13), yes, octets(sequence(yes))),
    sequence(objectId(0x55, 0x1d, 0x11), octets(alternativeNames)),
  );
  const hour = 60 * 60 * 1000;
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    // An hour back, for a client whose clock is a little slow.
    sequence(utcTime(new Date(Date.now() - hour)), utcTime(new Date(Date.now() + 24 * hour))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = createSign("sha256").update(toBeSigned).sign(privateKey);
  const certificate = sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
  };
}

/** A DER element: tag, length, contents. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const set = (...contents: Buffer[]) => der(0x31, ...contents);
const octets = (content: Buffer) => der(0x04, content);
const integer = (bytes: Buffer) => der(0x02, bytes);
const objectId = (...bytes: number[]) => der(0x06, Buffer.from(bytes));
const utcTime = (date: Date) =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`));
const yes = der(0x01, Buffer.from([0xff]));
const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
