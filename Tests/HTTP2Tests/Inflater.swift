// What nghttp2 makes of a field block.
import CNghttp2

@testable import HTTP2

/// The decoding half of one connection, as nghttp2 does it.
final class Inflater {
    private var inflater: OpaquePointer?

    init() { precondition(nghttp2_hd_inflate_new(&inflater) == 0) }

    deinit { nghttp2_hd_inflate_del(inflater) }

    /// Octets of its dynamic table, and entries of it.
    var tableSize: Int { nghttp2_hd_inflate_get_dynamic_table_size(inflater) }
    var tableCount: Int { nghttp2_hd_inflate_get_num_table_entries(inflater) - StaticTable.count }

    /// Says, as SETTINGS do, what the table may have.
    func resize(to size: Int) {
        precondition(nghttp2_hd_inflate_change_table_size(inflater, size) == 0)
    }

    /// Hands out the fields of a whole block.
    /// - Returns: false: it is refused.
    func inflate(
        _ block: [UInt8], _ take: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Bool {
        block.withUnsafeBufferPointer { block in
            var start = block.baseAddress
            var count = block.count
            while true {
                var field = nghttp2_nv()
                var flags: Int32 = 0
                let read = nghttp2_hd_inflate_hd2(inflater, &field, &flags, start, count, 1)
                if read < 0 { return false }
                start = start.map { $0 + read }
                count -= read
                if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                    take(
                        UnsafeBufferPointer(start: field.name, count: field.namelen),
                        UnsafeBufferPointer(start: field.value, count: field.valuelen))
                }
                if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
                    nghttp2_hd_inflate_end_headers(inflater)
                    return true
                }
                if count == 0, flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) == 0 { return false }
            }
        }
    }
}
