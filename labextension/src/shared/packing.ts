/** Unpacks what Python packed: JSON, deflated, in base 64. */

export async function unpack<Value>(text: string): Promise<Value> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  // The shapes are generated from the Python classes that wrote them.
  return (await new Response(stream).json()) as Value;
}
