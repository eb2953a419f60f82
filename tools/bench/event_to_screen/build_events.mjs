// Build events in Bazel's binary form, as few fields as a stand-in for Bazel needs: each message with its length before
// it, numbers and fields as Protocol Buffers have them (build_event_stream.proto).

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return Buffer.from([...bytes, number]);
}

const delimited = (bytes) => Buffer.concat([varint(bytes.length), bytes]);
const text = (field, value) => Buffer.concat([varint(field * 8 + 2), delimited(Buffer.from(value))]);
const message = (field, ...parts) => Buffer.concat([varint(field * 8 + 2), delimited(Buffer.concat(parts))]);
const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);

/** One record of the file: an id and what it says. */
const event = (id, payload) => delimited(Buffer.concat([message(1, id), payload]));

/** An action that succeeded. */
export function action(label, output, mnemonic) {
  return event(message(6, text(1, output), text(2, label)), message(7, number(1, 1), text(8, mnemonic)));
}

/** An action that failed with a message. */
export function failedAction(label, output, mnemonic, words) {
  return event(message(6, text(1, output), text(2, label)), message(7, text(8, mnemonic), message(11, text(1, words))));
}

/** The end of a test that passed. */
export function test(label) {
  return event(message(7, text(1, label)), message(9, number(5, 1), number(1, 1)));
}
