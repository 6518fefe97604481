/**
 * Makes the digest of tokens quick in this process: it is slow on purpose (scrypt, some 50 ms), which would be most of
 * what the programs take, and its strength is not what they are about. Imported before the provider takes its copy.
 */
import crypto from "node:crypto";

const { scrypt } = crypto;

crypto.scrypt = ((
  password: string,
  salt: Buffer,
  length: number,
  done: (error: Error | null, key: Buffer) => void,
) => {
  scrypt(password, salt, length, { N: 2, r: 1, p: 1 }, done);
}) as typeof scrypt;
