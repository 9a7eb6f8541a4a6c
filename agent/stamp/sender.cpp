#include "agent/stamp/sender.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::stamp {

namespace {

/// TLVs in the order in which there is room for them.
constexpr std::array wanted{TlvType::class_of_service, TlvType::direct_measurement, TlvType::timestamp_information,
                            TlvType::follow_up};
/// A reflector reports of the reflection before; between it and us they may overtake each other.
constexpr std::size_t most_back = 64;

std::size_t octets_of(TlvType type) {
    return tlv_header + value_size(type).value_or(0);
}

/// How many of `wanted` fit in `room`, with their HMAC, so that a padding can take what is left.
std::size_t fitting(std::size_t room, bool with_hmac) {
    for (std::size_t count = wanted.size(); count > 0; --count) {
        std::size_t size = with_hmac ? octets_of(TlvType::hmac) : 0;
        for (const auto type : std::span(wanted).first(count)) {
            size += octets_of(type);
        }
        if (size == room || size + tlv_header <= room) {
            return count;
        }
    }
    return 0;
}

Received received_of(PacketError error) {
    switch (error) {
        case PacketError::truncated:
            return Received::truncated;
        case PacketError::corrupt:
            return Received::corrupt;
        case PacketError::no_time:
            break;
    }
    return Received::no_time;
}

}  // namespace

Sender::Sender(const SenderOptions& options, Instant begin) : options_(options), begin_(begin) {
    lay_out();
}

void Sender::lay_out() {
    const auto base = base_size(mode());
    const auto with_hmac = options_.key.has_value();
    std::size_t room = std::min(options_.size, most_datagram) - std::min(options_.size, base);
    const auto count = options_.size == 0 ? wanted.size() : fitting(room, with_hmac);
    size_ = base;
    const auto add = [&](TlvType type, std::size_t size) {
        const auto value = begin_tlv(std::span(packet_).subspan(size_), type, size);
        size_ += tlv_header + size;
        return value;
    };
    for (const auto type : std::span(wanted).first(count)) {
        const auto value = add(type, *value_size(type));
        if (type == TlvType::class_of_service) {
            encode(ClassOfService{.dscp = options_.dscp}, value);
        } else if (type == TlvType::direct_measurement) {
            measurement_at_ = static_cast<std::size_t>(value.data() - packet_.data());
        }
    }
    if (with_hmac && count > 0) {
        add(TlvType::hmac, mac_size);
    }
    room -= std::min(room, size_ - base);
    if (room > 0) {
        // Not zeros, which a compressing line would make nothing of.
        std::uint32_t state = 0x9e37'79b9U;
        for (auto& octet : add(TlvType::extra_padding, std::max(room, tlv_header) - tlv_header)) {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            octet = static_cast<std::byte>(state);
        }
    }
}

std::optional<Instant> Sender::due() const {
    if (sent_ == options_.count) {
        return std::nullopt;
    }
    return begin_ + options_.interval * static_cast<std::int64_t>(sent_ / options_.burst);
}

std::optional<agent::Outgoing> Sender::next(const Moment& now) {
    if (sent_ == options_.count || now.mono < *due()) {
        return std::nullopt;
    }
    const auto sequence = static_cast<std::uint32_t>(sent_);
    Record record{.sent = now.mono, .timestamp = timestamp_of(now.wall, now.clock.format), .t1 = now.wall};
    record.here = now.clock;
    records_.push_back(record);
    ++sent_;
    const auto packet = std::span(packet_).first(size_);
    const auto tlvs = packet.subspan(base_size(mode()));
    if (measurement_at_) {
        encode(DirectMeasurement{.sent = static_cast<std::uint32_t>(sent_)},
               packet.subspan(*measurement_at_, *value_size(TlvType::direct_measurement)));
    }
    encode(TestPacket{sequence, record.timestamp, now.clock, options_.ssid}, mode(), packet);
    if (options_.key) {
        sign(packet, *options_.key);
        sign_tlvs(*options_.key, sequence, tlvs);
    }
    return agent::Outgoing{
        .to = {}, .service = static_cast<std::uint8_t>(options_.dscp << 2), .token = sequence, .bytes = packet};
}

Sender::Record* Sender::record_of(std::uint32_t sequence) {
    const auto oldest = sent_ - records_.size();
    const std::uint32_t at = sequence - static_cast<std::uint32_t>(oldest);
    return at < records_.size() ? &records_[at] : nullptr;
}

void Sender::left(std::uint64_t token, WallTime at) {
    auto* record = record_of(static_cast<std::uint32_t>(token));
    if (record != nullptr) {
        record->t1 = at;
        record->t1_of_kernel = true;
    }
}

Received Sender::receive(const agent::Incoming& datagram, const Moment& now) {
    settle(now.mono);
    const auto received = judge(datagram, now);
    ++counts_[static_cast<std::size_t>(received)];
    if (received == Received::duplicate) {
        statistics_.count_duplicate();
    } else if (received == Received::late) {
        statistics_.count_late();
    }
    return received;
}

Received Sender::judge(const agent::Incoming& datagram, const Moment& now) {
    const auto reflection = decode_reflection(datagram.bytes, mode());
    if (!reflection) {
        return received_of(reflection.error());
    }
    if (options_.key && !is_signed(datagram.bytes, *options_.key)) {
        return Received::forged;
    }
    auto* record = record_of(reflection->sender_sequence);
    // T1 comes back as it was sent: who has not seen the packet cannot know its nanosecond.
    if (record == nullptr || record->timestamp != reflection->sender_timestamp ||
        (reflection->ssid != options_.ssid && reflection->ssid != 0)) {
        return Received::not_ours;
    }
    if (record->late) {
        return Received::duplicate;
    }
    if (record->answer) {
        auto& first = *record->answer;
        first.lowest = std::min(first.lowest, reflection->sequence);
        first.highest = std::max(first.highest, reflection->sequence);
        first.further += reflection->sequence != first.sequence ? 1 : 0;
        return Received::duplicate;
    }
    if (now.mono - record->sent > options_.patience) {
        record->late = true;
        return Received::late;
    }
    const auto format = reflection->error.format;
    const auto t2 = time_of(reflection->received, format, now.wall);
    const auto t3 = time_of(reflection->timestamp, format, now.wall);
    if (!t2 || !t3) {
        return Received::no_time;
    }
    Answer answer{.sequence = reflection->sequence,
                  .lowest = reflection->sequence,
                  .highest = reflection->sequence,
                  .t2 = *t2,
                  .t3 = *t3,
                  .t4 = datagram.at.value_or(now.wall),
                  .there = reflection->error,
                  .came = now.mono,
                  .kernel_stamped = datagram.at.has_value()};
    path_.short_replies += datagram.bytes.size() < base_size(mode()) ? 1 : 0;
    path_.without_session += reflection->ssid != options_.ssid ? 1 : 0;
    path_.forward_hops = reflection->ttl && *reflection->ttl != 0 ? reflection->ttl : std::nullopt;
    path_.back_hops = datagram.hops;
    if (datagram.service) {
        path_.back_dscp = static_cast<std::uint8_t>(*datagram.service >> 2);
    }
    if (highest_answered_ && static_cast<std::int32_t>(reflection->sender_sequence - *highest_answered_) < 0) {
        statistics_.count_reordered();
    } else {
        highest_answered_ = reflection->sender_sequence;
    }
    if (datagram.bytes.size() > base_size(mode())) {
        read_tlvs(datagram.bytes.subspan(base_size(mode())), *reflection, answer);
    }
    record->answer = answer;
    ++answered_;
    return Received::taken;
}

void Sender::read_tlvs(std::span<const std::byte> tlvs, const Reflection& reflection, Answer& answer) {
    if (options_.key && !are_authentic(*options_.key, reflection.sequence, tlvs)) {
        return;
    }
    while (const auto tlv = first_tlv(tlvs)) {
        if (!tlv->fits || (tlv->flags & (malformed | integrity_failed)) != 0) {
            return;
        }
        tlvs = tlvs.subspan(tlv->octets.size());
        const auto size = value_size(tlv->type);
        if ((tlv->flags & unrecognised) != 0 || !size || *size != tlv->value.size()) {
            continue;
        }
        if (tlv->type == TlvType::class_of_service) {
            path_.forward_dscp = decode_class_of_service(tlv->value).received_dscp;
        } else if (tlv->type == TlvType::direct_measurement) {
            // Counted with this reply or without it; who clears U and fills in nothing says nothing.
            const auto told = decode_direct_measurement(tlv->value);
            const auto ahead = told.reflector_sent - reflection.sequence;
            answer.counts = told.reflector_received == 0 ? std::nullopt : std::optional(ahead <= 1);
        } else if (tlv->type == TlvType::follow_up) {
            follow_up(decode_follow_up(tlv->value), reflection);
        }
    }
}

void Sender::follow_up(const FollowUp& told, const Reflection& by) {
    std::size_t looked = 0;
    for (auto record = records_.rbegin(); record != records_.rend() && looked < most_back; ++record, ++looked) {
        auto& answer = record->answer;
        if (!answer || answer->sequence != told.sequence) {
            continue;
        }
        const auto left = time_of(told.timestamp, by.error.format, answer->t4);
        // After it was written and within a second, or it is of another reflection.
        if (left && *left >= answer->t3 && *left - answer->t3 < std::chrono::seconds(1) && !answer->followed_up) {
            answer->followed_up = *left;
            ++path_.followed_up;
        }
        return;
    }
}

Outcome Sender::outcome_of(std::uint64_t sequence, const Record& record) const {
    Outcome outcome{.sequence = sequence};
    if (record.answer) {
        const auto& answer = *record.answer;
        outcome.replied = Outcome::Replied{.reflector_sequence = answer.sequence,
                                           .lowest_sequence = answer.lowest,
                                           .highest_sequence = answer.highest,
                                           .further = answer.further,
                                           .reflected = answer.t3,
                                           .counts = answer.counts,
                                           .delays = delays_of({.t1 = record.t1,
                                                                .t2 = answer.t2,
                                                                .t3 = answer.followed_up.value_or(answer.t3),
                                                                .t4 = answer.t4,
                                                                .here = record.here,
                                                                .there = answer.there,
                                                                .waited = answer.came - record.sent})};
    }
    return outcome;
}

Sender::Record& Sender::next_to_settle() {
    // As many as are remembered, however many were sent: it fits.
    return records_[static_cast<std::size_t>(settled_ - (sent_ - records_.size()))];
}

void Sender::settle_one() {
    const auto& record = next_to_settle();
    statistics_.add(outcome_of(settled_, record));
    path_.kernel_stamped += record.answer && record.answer->kernel_stamped && record.t1_of_kernel ? 1 : 0;
    ++settled_;
}

void Sender::settle(Instant now) {
    while (settled_ < sent_ && now - next_to_settle().sent > options_.patience) {
        settle_one();
    }
    // For as long again it is known what was answered: what comes now is late, or there twice.
    while (sent_ - records_.size() < settled_ && now - records_.front().sent > 2 * options_.patience) {
        records_.pop_front();
    }
}

void Sender::finish() {
    while (settled_ < sent_) {
        if (next_to_settle().answer) {
            settle_one();
        } else {
            ++settled_;
        }
    }
}

}  // namespace magpie::stamp
