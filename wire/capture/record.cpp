#include "wire/capture/record.hpp"

#include <cstring>
#include <utility>

namespace magpie::capture {

namespace {

/// The kind, and what aligns the rest.
constexpr std::size_t head_size = 8;

template <class Enumeration>
bool is_any(Enumeration value) {
    return value <= Enumeration::last;
}

bool is_flag(std::uint8_t value) {
    return value <= 1;
}

template <class Content>
bool is_sound(const Content& /*content*/) {
    return true;
}
bool is_sound(const OwnNetwork& network) {
    return network.security <= Security::enterprise;
}
bool is_sound(const OwnAccessPoint& own) {
    return own.bits <= 48;
}
bool is_sound(const OwnResolver& own) {
    return is_flag(own.v6) && own.resolver < most_resolvers;
}
bool is_sound(const Interface& interface) {
    return is_any(interface.kind);
}
bool is_sound(const Network& network) {
    return is_flag(network.own) && is_flag(network.hidden);
}
bool is_sound(const ThreatSeen& seen) {
    return is_any(seen.threat) && seen.severity <= Severity::critical && is_flag(seen.present);
}
bool is_sound(const StageTotals& totals) {
    return totals.network < most_client_networks && is_any(totals.stage) && is_any(totals.outcome);
}
bool is_sound(const ClientNetwork& network) {
    return network.network < most_client_networks && is_flag(network.dhcp_asked);
}
bool is_sound(const ResolverTotals& totals) {
    return totals.network < most_client_networks && totals.resolver <= other_resolver && is_any(totals.outcome);
}
bool is_sound(const BadMinutes& minutes) {
    return minutes.network < most_client_networks;
}
bool is_sound(const ClientEvent& event) {
    return is_any(event.change);
}

bool is_sound(const LineNeighbour& neighbour) {
    return is_flag(neighbour.has_poe);
}

template <class Content>
std::optional<Record> read(std::span<const std::byte> bytes) {
    Content content;
    std::memcpy(&content, bytes.data() + head_size, sizeof(content));
    return is_sound(content) ? std::optional<Record>(content) : std::nullopt;
}

template <std::size_t... kinds>
std::optional<Record> read(std::size_t kind, std::span<const std::byte> bytes, std::index_sequence<kinds...> /*all*/) {
    std::optional<Record> record;
    (void)((kind == kinds && (record = read<std::variant_alternative_t<kinds, Record>>(bytes), true)) || ...);
    return record;
}

}  // namespace

Bytes encode(const Record& record) {
    Bytes bytes{};
    bytes[0] = static_cast<std::byte>(record.index());
    std::visit(
        [&](const auto& content) {
            using Content = std::remove_cvref_t<decltype(content)>;
            static_assert(std::has_unique_object_representations_v<Content>, "nothing else goes along");
            static_assert(head_size + sizeof(Content) <= record_size);
            std::memcpy(bytes.data() + head_size, &content, sizeof(content));
        },
        record);
    return bytes;
}

std::optional<Record> decode(std::span<const std::byte> bytes) {
    if (bytes.size() != record_size) {
        return std::nullopt;
    }
    return read(std::to_integer<std::size_t>(bytes[0]), bytes, std::make_index_sequence<std::variant_size_v<Record>>());
}

}  // namespace magpie::capture
