#include "wire/report/block_check.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <limits>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie {

namespace {

enum class CheckField : protozero::pbf_tag_type {
    id = 1,
    address = 2,  // bytes
    port = 3,     // any number
    patience = 4  // ms
};
enum class AnswerField : protozero::pbf_tag_type {
    id = 1,
    outcome = 2,
    doubt = 3,  // absent where it can tell
    took = 4,   // ms
    tries = 5,
    answered = 6
};

constexpr std::uint64_t too_high = std::uint64_t{1} << 53;
constexpr std::uint64_t longest_took = static_cast<std::uint64_t>(longest_block_patience.count()) + 60'000;
constexpr std::uint64_t most_tries = 1'000'000;

bool is_port(std::uint64_t port) {
    return port >= 1 && port <= std::numeric_limits<std::uint16_t>::max();
}

}  // namespace

std::string encode(const BlockCheck& check) {
    std::string bytes;
    protozero::pbf_builder<CheckField> builder(bytes);
    builder.add_uint64(CheckField::id, static_cast<std::uint64_t>(check.id));
    builder.add_bytes(CheckField::address, check.address);
    for (const auto port : check.ports) {
        builder.add_uint64(CheckField::port, port);
    }
    builder.add_uint64(CheckField::patience, static_cast<std::uint64_t>(check.patience.count()));
    return bytes;
}

std::optional<BlockCheck> decode_block_check(std::string_view bytes) {
    BlockCheck check;
    std::uint64_t id = 0;
    std::uint64_t patience = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<CheckField> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(CheckField::id, pbf_wire_type::varint):
                    id = reader.get_uint64();
                    break;
                case tag_and_type(CheckField::address, pbf_wire_type::length_delimited): {
                    const auto address = reader.get_view();
                    if (address.size() != 4 && address.size() != 16) {
                        return std::nullopt;
                    }
                    check.address.assign(address.data(), address.size());
                    break;
                }
                case tag_and_type(CheckField::port, pbf_wire_type::varint): {
                    const auto port = reader.get_uint64();
                    if (!is_port(port) || check.ports.size() == most_block_ports) {
                        return std::nullopt;
                    }
                    check.ports.push_back(static_cast<std::uint16_t>(port));
                    break;
                }
                case tag_and_type(CheckField::patience, pbf_wire_type::varint):
                    patience = reader.get_uint64();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    if (id == 0 || id >= too_high || check.address.empty() || patience == 0 ||
        patience > static_cast<std::uint64_t>(longest_block_patience.count())) {
        return std::nullopt;
    }
    check.id = BlockId{id};
    check.patience = Milliseconds{static_cast<std::int64_t>(patience)};
    return check;
}

std::string encode(const BlockAnswer& answer) {
    std::string bytes;
    protozero::pbf_builder<AnswerField> builder(bytes);
    builder.add_uint64(AnswerField::id, static_cast<std::uint64_t>(answer.id));
    builder.add_uint64(AnswerField::outcome, static_cast<std::uint64_t>(answer.outcome));
    if (answer.doubt != BlockDoubt::none) {
        builder.add_uint64(AnswerField::doubt, static_cast<std::uint64_t>(answer.doubt));
    }
    builder.add_uint64(AnswerField::took, static_cast<std::uint64_t>(answer.took.count()));
    builder.add_uint64(AnswerField::tries, answer.tries);
    builder.add_uint64(AnswerField::answered, answer.answered);
    return bytes;
}

std::optional<BlockAnswer> decode_block_answer(std::string_view bytes) {
    std::uint64_t id = 0;
    std::uint64_t outcome = 0;
    std::uint64_t doubt = 0;
    std::uint64_t took = 0;
    std::uint64_t tries = 0;
    std::uint64_t answered = 0;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<AnswerField> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(AnswerField::id, pbf_wire_type::varint):
                    id = reader.get_uint64();
                    break;
                case tag_and_type(AnswerField::outcome, pbf_wire_type::varint):
                    outcome = reader.get_uint64();
                    break;
                case tag_and_type(AnswerField::doubt, pbf_wire_type::varint):
                    doubt = reader.get_uint64();
                    break;
                case tag_and_type(AnswerField::took, pbf_wire_type::varint):
                    took = reader.get_uint64();
                    break;
                case tag_and_type(AnswerField::tries, pbf_wire_type::varint):
                    tries = reader.get_uint64();
                    break;
                case tag_and_type(AnswerField::answered, pbf_wire_type::varint):
                    answered = reader.get_uint64();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const bool undecided = outcome == static_cast<std::uint64_t>(BlockOutcome::undecided);
    if (id == 0 || id >= too_high || outcome < 1 || outcome > 3 || doubt >= std::size(block_doubt_words) ||
        undecided != (doubt != 0) || took > longest_took || tries > most_tries || answered > tries) {
        return std::nullopt;
    }
    return BlockAnswer{.id = BlockId{id},
                       .outcome = static_cast<BlockOutcome>(outcome),
                       .doubt = static_cast<BlockDoubt>(doubt),
                       .took = Milliseconds{static_cast<std::int64_t>(took)},
                       .tries = static_cast<std::uint32_t>(tries),
                       .answered = static_cast<std::uint32_t>(answered)};
}

}  // namespace magpie
