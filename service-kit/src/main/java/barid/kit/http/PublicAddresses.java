package barid.kit.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses lie in the public Internet, by IANA's registries of special-purpose addresses. Of IPv6 only what is
 * handed out as global unicast counts, so that no form of embedding an IPv4 address needs to be known by name.
 */
final class PublicAddresses {
    private static final List<Block> CLOSED_V4 = List.of(
            Block.of("0.0.0.0", 8),
            Block.of("10.0.0.0", 8),
            // carriers' own networks (RFC 6598)
            Block.of("100.64.0.0", 10),
            Block.of("127.0.0.0", 8),
            // link-local, where clouds keep their machines' credentials
            Block.of("169.254.0.0", 16),
            Block.of("172.16.0.0", 12),
            Block.of("192.0.0.0", 24),
            Block.of("192.0.2.0", 24),
            Block.of("192.88.99.0", 24),
            Block.of("192.168.0.0", 16),
            Block.of("198.18.0.0", 15),
            Block.of("198.51.100.0", 24),
            Block.of("203.0.113.0", 24),
            // multicast, reserved, broadcast
            Block.of("224.0.0.0", 3));

    private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);

    private static final List<Block> CLOSED_V6 = List.of(
            // Teredo, ORCHID, benchmarking and the like
            Block.of("2001::", 23),
            Block.of("2001:db8::", 32),
            // 6to4 holds an IPv4 address
            Block.of("2002::", 16),
            Block.of("3fff::", 20));

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return CLOSED_V4.stream().noneMatch(block -> block.contains(bytes));
        }
        return GLOBAL_UNICAST.contains(bytes) && CLOSED_V6.stream().noneMatch(block -> block.contains(bytes));
    }

    private record Block(InetAddress from, int bits) {
        static Block of(String from, int bits) {
            return new Block(InetAddress.ofLiteral(from), bits);
        }

        boolean contains(byte[] address) {
            byte[] start = from.getAddress();
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((start[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
