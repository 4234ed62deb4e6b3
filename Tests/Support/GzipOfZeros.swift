/// A gzip file of many zeros, 4096 at least, at 13 bits for 258 of them: one literal, then repetitions of it
/// (RFC 1951 section 3.2.6). The check sum is wrong.
package func gzipOfZeros(count: Int) -> [UInt8] {
  var bytes: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3]
  var bits: UInt32 = 0
  var bitCount = 0
  func append(_ text: String) {
    for bit in text.utf8 {
      bits |= (bit == 0x31 ? 1 : 0) << bitCount
      bitCount += 1
      if bitCount == 8 {
        bytes.append(UInt8(bits))
        (bits, bitCount) = (0, 0)
      }
    }
  }
  append("1" + "10")  // the last block, with fixed codes
  append("00110000")  // the byte 0
  let repetitions = count / 258
  func append(repetitions: Int) {
    for _ in 0..<repetitions { append("11000101" + "00000") }  // 258 bytes from 1 byte before
  }
  // Eight of them are 13 bytes, which come again and again behind the first.
  append(repetitions: repetitions % 8 + 8)
  let start = bytes.count
  append(repetitions: 8)
  let period = Array(bytes[start...])
  for _ in 0..<max(0, repetitions / 8 - 2) { bytes += period }
  append("0000000" + "0000000")  // the end of the block, and to the next byte
  return bytes + [0, 0, 0, 0, 0, 0, 0, 0]
}
