#include "collector/blocks/block.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie::collector {

namespace {

namespace ip = boost::asio::ip;

enum class BlockField : protozero::pbf_tag_type {
    address = 1,
    port = 2,  // any number
    by = 3,
    received = 4,  // ms UTC
    ended = 5,
    distributed = 6,  // ms and one, as the two below: 0 is absent
    first_verified = 7,
    verified = 8,
    pole = 9  // any number of messages
};
enum class PoleField : protozero::pbf_tag_type {
    area = 1,
    node = 2,
    verdict = 3,
    asked = 4,     // ms and one
    verified = 5,  // ms and one
    untimed = 6,
    answer = 7  // as the node said it
};

constexpr std::size_t most_poles = 64;

std::uint64_t kept(const std::optional<Milliseconds>& time) {
    return time ? static_cast<std::uint64_t>(time->count()) + 1 : 0;
}

std::optional<Milliseconds> time_of(std::uint64_t number) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 40U;
    return number == 0 || number > longest ? std::nullopt
                                           : std::optional(Milliseconds{static_cast<std::int64_t>(number - 1)});
}

/// False when it is none. Throws where the bytes are no protobuf.
bool decode_pole(protozero::data_view bytes, BlockPole& pole) {
    using protozero::pbf_wire_type;
    using protozero::tag_and_type;
    protozero::pbf_message<PoleField> reader(bytes);
    std::uint64_t verdict = 0;
    bool answer_is_good = true;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(PoleField::area, pbf_wire_type::length_delimited):
                pole.area = reader.get_string();
                break;
            case tag_and_type(PoleField::node, pbf_wire_type::length_delimited):
                pole.node = reader.get_string();
                break;
            case tag_and_type(PoleField::verdict, pbf_wire_type::varint):
                verdict = reader.get_uint64();
                break;
            case tag_and_type(PoleField::asked, pbf_wire_type::varint):
                pole.asked = time_of(reader.get_uint64());
                break;
            case tag_and_type(PoleField::verified, pbf_wire_type::varint):
                pole.verified = time_of(reader.get_uint64());
                break;
            case tag_and_type(PoleField::untimed, pbf_wire_type::varint):
                pole.timed = reader.get_uint64() == 0;
                break;
            case tag_and_type(PoleField::answer, pbf_wire_type::length_delimited): {
                const auto view = reader.get_view();
                const auto answer = decode_block_answer({view.data(), view.size()});
                answer_is_good = answer.has_value();
                pole.last = answer.value_or(BlockAnswer{});
                break;
            }
            default:
                reader.skip();
        }
    }
    pole.verdict = static_cast<BlockVerdict>(verdict);
    return answer_is_good && !pole.node.empty() && verdict < std::size(block_verdict_words);
}

}  // namespace

BlockState state_of(const Block& block) {
    const auto has = [&](BlockVerdict verdict) {
        return std::ranges::find(block.poles, verdict, &BlockPole::verdict) != block.poles.end();
    };
    if (has(BlockVerdict::reachable)) {
        return BlockState::leaking;
    }
    const bool heard = has(BlockVerdict::unreachable) || has(BlockVerdict::undecided) || has(BlockVerdict::silent);
    if (has(BlockVerdict::asked) || (heard && has(BlockVerdict::waiting))) {
        return BlockState::testing;
    }
    if (!heard) {
        return BlockState::waiting;
    }
    return has(BlockVerdict::unreachable) ? BlockState::verified : BlockState::undecided;
}

std::string encode(const Block& block) {
    std::string bytes;
    protozero::pbf_builder<BlockField> builder(bytes);
    builder.add_bytes(BlockField::address, block.address);
    for (const auto port : block.ports) {
        builder.add_uint64(BlockField::port, port);
    }
    builder.add_string(BlockField::by, block.by);
    builder.add_uint64(BlockField::received, static_cast<std::uint64_t>(block.received.time_since_epoch().count()));
    builder.add_uint64(BlockField::ended, block.ended ? 1 : 0);
    builder.add_uint64(BlockField::distributed, kept(block.stages[0]));
    builder.add_uint64(BlockField::first_verified, kept(block.stages[1]));
    builder.add_uint64(BlockField::verified, kept(block.stages[2]));
    for (const auto& pole : block.poles) {
        protozero::pbf_builder<PoleField> inner(builder, BlockField::pole);
        inner.add_string(PoleField::area, pole.area);
        inner.add_string(PoleField::node, pole.node);
        inner.add_uint64(PoleField::verdict, static_cast<std::uint64_t>(pole.verdict));
        inner.add_uint64(PoleField::asked, kept(pole.asked));
        inner.add_uint64(PoleField::verified, kept(pole.verified));
        inner.add_uint64(PoleField::untimed, pole.timed ? 0 : 1);
        if (pole.last.id != BlockId{}) {
            inner.add_bytes(PoleField::answer, encode(pole.last));
        }
    }
    return bytes;
}

std::optional<Block> decode_block(BlockId id, std::string_view bytes) {
    Block block{.id = id};
    std::uint64_t received = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<BlockField> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(BlockField::address, pbf_wire_type::length_delimited):
                    block.address = reader.get_bytes();
                    break;
                case tag_and_type(BlockField::port, pbf_wire_type::varint):
                    block.ports.push_back(static_cast<std::uint16_t>(reader.get_uint64()));
                    break;
                case tag_and_type(BlockField::by, pbf_wire_type::length_delimited):
                    block.by = reader.get_string();
                    break;
                case tag_and_type(BlockField::received, pbf_wire_type::varint):
                    received = reader.get_uint64();
                    break;
                case tag_and_type(BlockField::ended, pbf_wire_type::varint):
                    block.ended = reader.get_uint64() != 0;
                    break;
                case tag_and_type(BlockField::distributed, pbf_wire_type::varint):
                    block.stages[0] = time_of(reader.get_uint64());
                    break;
                case tag_and_type(BlockField::first_verified, pbf_wire_type::varint):
                    block.stages[1] = time_of(reader.get_uint64());
                    break;
                case tag_and_type(BlockField::verified, pbf_wire_type::varint):
                    block.stages[2] = time_of(reader.get_uint64());
                    break;
                case tag_and_type(BlockField::pole, pbf_wire_type::length_delimited):
                    if (block.poles.size() == most_poles ||
                        !decode_pole(reader.get_view(), block.poles.emplace_back())) {
                        return std::nullopt;
                    }
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    block.received = UtcMs{Milliseconds{static_cast<std::int64_t>(received)}};
    const bool is_block = id != BlockId{} && received < std::uint64_t{1} << 53U &&
                          (block.address.size() == 4 || block.address.size() == 16) &&
                          block.ports.size() <= most_block_ports &&
                          std::ranges::find(block.ports, 0) == block.ports.end();
    return is_block ? std::optional(std::move(block)) : std::nullopt;
}

std::optional<std::string> block_address(std::string_view text) {
    boost::system::error_code problem;
    auto address = ip::make_address(text, problem);
    if (problem || (address.is_v6() && address.to_v6().scope_id() != 0)) {
        return std::nullopt;
    }
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    if (address.is_unspecified() || address.is_loopback() || address.is_multicast()) {
        return std::nullopt;
    }
    if (address.is_v6()) {
        const auto bytes = address.to_v6().to_bytes();
        return address.to_v6().is_link_local() ? std::nullopt : std::optional(std::string(bytes.begin(), bytes.end()));
    }
    const auto number = address.to_v4().to_uint();
    const auto bytes = address.to_v4().to_bytes();
    const bool none = (number >> 24U) == 0 || (number >> 16U) == 0xa9feU || (number >> 28U) == 0xfU;
    return none ? std::nullopt : std::optional(std::string(bytes.begin(), bytes.end()));
}

std::string address_text(std::string_view bytes) {
    if (bytes.size() == std::tuple_size_v<ip::address_v4::bytes_type>) {
        ip::address_v4::bytes_type four{};
        std::ranges::copy(bytes, four.begin());
        return ip::address_v4(four).to_string();
    }
    ip::address_v6::bytes_type sixteen{};
    if (bytes.size() != sixteen.size()) {
        return {};
    }
    std::ranges::copy(bytes, sixteen.begin());
    return ip::address_v6(sixteen).to_string();
}

}  // namespace magpie::collector
