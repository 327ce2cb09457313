// Writes meshopt.json: small buffers of ours, packed by the codec's own encoder, for test_meshopt.py.
//     npm install meshoptimizer@1.3.0 && node tests/render/meshopt.mjs > tests/render/meshopt.json
import { MeshoptDecoder as unpacker, MeshoptEncoder as packer } from 'meshoptimizer'

await packer.ready
await unpacker.ready
const entries = []
const base64 = bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
const bytesOf = array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function add(name, mode, filter, count, stride, data) {
  const plain = new Uint8Array(count * stride)
  unpacker.decodeGltfBuffer(plain, count, stride, data, mode, filter)
  entries.push({ name, mode, filter, count, stride, data: base64(data), plain: base64(plain) })
}

// A sheet of 17 x 6 points with waves in it, and its triangles.
const across = 17, down = 6, count = across * down
const floats = new Float32Array(3 * count), shorts = new Int16Array(4 * count)
for (let k = 0; k < count; k++) {
  const x = k % across, y = Math.floor(k / across)
  const point = [x / across, y / down, 0.2 * Math.sin(x / 3) * Math.cos(y / 4)]
  floats.set(point, 3 * k)
  shorts.set(point.map(c => Math.round(c * 16383)), 4 * k)
}
const corners = []
for (let y = 0; y + 1 < down; y++)
  for (let x = 0; x + 1 < across; x++) {
    const a = y * across + x, b = a + across
    corners.push(a, b, a + 1, a + 1, b, b + 1)
  }

for (const version of [0, 1])
  for (const level of [0, 3]) {
    const said = `version ${version}, level ${level}`
    add(`floats, ${said}`, 'ATTRIBUTES', 'NONE', count, 12, packer.encodeVertexBufferLevel(bytesOf(floats), count, 12, level, version))
    add(`shorts, ${said}`, 'ATTRIBUTES', 'NONE', count, 8, packer.encodeVertexBufferLevel(bytesOf(shorts), count, 8, level, version))
  }
add('shuffled', 'ATTRIBUTES', 'NONE', 37, 4, packer.encodeVertexBufferLevel(bytesOf(Uint32Array.from({ length: 37 }, (_, k) => (k * 2654435761) >>> 0)), 37, 4, 2, 1))

for (const [stride, kind] of [[2, Uint16Array], [4, Uint32Array]]) {
  const indices = bytesOf(kind.from(corners))
  add(`triangles of ${stride} bytes`, 'TRIANGLES', 'NONE', corners.length, stride, packer.encodeIndexBuffer(indices, corners.length, stride))
  add(`sequence of ${stride} bytes`, 'INDICES', 'NONE', corners.length, stride, packer.encodeIndexSequence(indices, corners.length, stride))
}
const far = Uint32Array.from({ length: 90 }, (_, k) => (k * k * 7919 + (k % 3) * 99991) % 4000000)
add('far triangles', 'TRIANGLES', 'NONE', 90, 4, packer.encodeIndexBuffer(bytesOf(far), 90, 4))
add('far sequence', 'INDICES', 'NONE', 90, 4, packer.encodeIndexSequence(bytesOf(far), 90, 4))

const fours = new Float32Array(4 * 60), colors = new Float32Array(4 * 60)
for (let k = 0; k < 60; k++) {
  const way = [Math.sin(k), Math.cos(2 * k), Math.sin(3 * k + 1)], length = Math.hypot(...way)
  fours.set([...way.map(c => c / length), 0], 4 * k)
  colors.set([k / 59, 1 - k / 59, (k % 7) / 6, (k % 5) / 4], 4 * k)
}
const turns = fours.map((c, k) => (k % 4 == 3 ? 0.5 : c * Math.sqrt(0.75)))
function filtered(name, filter, encode, values, stride, bits) {
  const n = 60
  const packed = packer.encodeVertexBuffer(bytesOf(packer[encode](values, n, stride, bits)), n, stride)
  add(`${name}, ${bits} bits`, 'ATTRIBUTES', filter, n, stride, packed)
}
filtered('ways', 'OCTAHEDRAL', 'encodeFilterOct', fours, 4, 8)
filtered('ways', 'OCTAHEDRAL', 'encodeFilterOct', fours, 8, 12)
filtered('turns', 'QUATERNION', 'encodeFilterQuat', turns, 8, 12)
filtered('floats', 'EXPONENTIAL', 'encodeFilterExp', fours, 16, 15)
filtered('colours', 'COLOR', 'encodeFilterColor', colors, 4, 8)
filtered('colours', 'COLOR', 'encodeFilterColor', colors, 8, 12)
console.log('[\n' + entries.map(entry => JSON.stringify(entry)).join(',\n') + '\n]')
