#include "agent/stamp/reflector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "agent/stamp/reflected_tlvs.hpp"
#include "wire/stamp/octets.hpp"

namespace magpie::stamp {

namespace {

Refusal refusal_of(PacketError error) {
    switch (error) {
        case PacketError::truncated:
            return Refusal::truncated;
        case PacketError::corrupt:
            return Refusal::corrupt;
        case PacketError::no_time:
            break;
    }
    return Refusal::no_time;
}

ClockSource source_of(const ErrorEstimate& clock) {
    return clock.synchronised ? ClockSource::ntp : ClockSource::free_running;
}

std::uint64_t token_of(std::size_t session, std::size_t conversation, std::uint8_t life, std::uint32_t sequence) {
    return std::uint64_t{session} << 48 | std::uint64_t{conversation} << 40 | std::uint64_t{life} << 32 | sequence;
}

}  // namespace

Reflector::Reflector(std::vector<Provision> provisions, bool stateful) : stateful_(stateful) {
    std::ranges::stable_sort(provisions, {}, &Provision::peer);
    for (const auto& provision : provisions) {
        const double allowance = provision.packets_a_second;
        sessions_.push_back({.provision = provision, .allowance = allowance});
    }
}

bool Reflector::Session::takes_one(Instant now) {
    const double rate = provision.packets_a_second;
    const std::chrono::duration<double> passed = now - allowed_at;
    allowance = std::min(rate, allowance + std::max(0.0, passed.count()) * rate);
    allowed_at = now;
    if (allowance < 1) {
        return false;
    }
    allowance -= 1;
    return true;
}

std::size_t Reflector::Session::conversation_of(const agent::Incoming& datagram) {
    auto found = std::ranges::find_if(conversations, [&](const Conversation& one) {
        return one.begun && one.from == datagram.from && one.to == datagram.to;
    });
    if (found == conversations.end()) {
        found = std::ranges::min_element(conversations, {},
                                         [](const Conversation& one) { return std::pair(one.begun, one.used); });
        *found = {.from = datagram.from,
                  .to = datagram.to,
                  .life = static_cast<std::uint8_t>(found->life + 1),
                  .begun = true};
    }
    return static_cast<std::size_t>(found - conversations.begin());
}

tl::expected<std::size_t, Refusal> Reflector::session_of(const agent::Incoming& datagram) const {
    const auto& from = datagram.from.address;
    auto session = std::ranges::lower_bound(sessions_, from, {}, [](const Session& one) { return one.provision.peer; });
    if (session == sessions_.end() || session->provision.peer != from) {
        return tl::unexpected(Refusal::unprovisioned);
    }
    bool long_enough = false;
    for (; session != sessions_.end() && session->provision.peer == from; ++session) {
        const auto mode = session->mode();
        if (datagram.bytes.size() < base_size(mode)) {
            continue;
        }
        long_enough = true;
        if (load(datagram.bytes.subspan(ssid_offset(mode), 2)) == session->provision.ssid) {
            return static_cast<std::size_t>(session - sessions_.begin());
        }
    }
    return tl::unexpected(long_enough ? Refusal::unprovisioned : Refusal::truncated);
}

tl::expected<agent::Outgoing, Refusal> Reflector::reflect(const agent::Incoming& datagram, const Moment& now) {
    auto reply = answer(datagram, now);
    if (reply) {
        ++counts_.answered;
    } else {
        ++counts_.refused[static_cast<std::size_t>(reply.error())];
    }
    return reply;
}

tl::expected<agent::Outgoing, Refusal> Reflector::answer(const agent::Incoming& datagram, const Moment& now) {
    const auto index = session_of(datagram);
    if (!index) {
        return tl::unexpected(index.error());
    }
    if (datagram.cut || datagram.bytes.size() > most_datagram) {
        return tl::unexpected(Refusal::oversized);
    }
    auto& session = sessions_[*index];
    const auto mode = session.mode();
    const auto& key = session.provision.key;
    const auto packet = decode_test_packet(datagram.bytes, mode);
    if (!packet) {
        return tl::unexpected(refusal_of(packet.error()));
    }
    if (key && !is_signed(datagram.bytes, *key)) {
        return tl::unexpected(Refusal::forged);
    }
    const bool repeated = session.window.repeats(packet->sequence, packet->timestamp, now.mono);
    if (repeated && key) {
        return tl::unexpected(Refusal::replayed);
    }
    counts_.repeated += repeated ? 1 : 0;
    const auto at = session.conversation_of(datagram);
    auto& conversation = session.conversations[at];
    conversation.used = now.mono;
    ++conversation.received;
    if (!session.takes_one(now.mono)) {
        return tl::unexpected(Refusal::too_often);
    }

    const auto base = base_size(mode);
    const auto reply = std::span(reply_).first(datagram.bytes.size());
    std::ranges::copy(datagram.bytes, reply.begin());
    const auto sequence = stateful_ ? conversation.answered : packet->sequence;
    const auto own = now.clock;
    const auto method = datagram.at ? TimestampMethod::software : TimestampMethod::unknown;
    ReflectionFacts facts{.service = datagram.service.value_or(0),
                          .previous = stateful_ ? conversation.departed : FollowUp{},
                          .timestamps = {source_of(own), method, source_of(own), TimestampMethod::software}};
    ++conversation.answered;
    if (stateful_) {
        facts.counted = {.reflector_received = conversation.received, .reflector_sent = conversation.answered};
    }
    const auto tlvs = reply.subspan(base);
    std::uint8_t dscp = facts.service >> 2;
    if (!begin_with_tlv(tlvs)) {
        // padding, which goes back as it came
    } else if (key && !are_authentic(*key, packet->sequence, tlvs)) {
        ++counts_.tlvs_failed;
        mark_integrity_failed(tlvs);
    } else {
        dscp = reflect_tlvs(tlvs, facts);
        if (key) {
            sign_tlvs(*key, sequence, tlvs);
        }
    }
    const Reflection reflection{.sequence = sequence,
                                .timestamp = timestamp_of(now.wall, own.format),
                                .error = own,
                                .ssid = packet->ssid,
                                .received = timestamp_of(datagram.at.value_or(now.wall), own.format),
                                .sender_sequence = packet->sequence,
                                .sender_timestamp = packet->timestamp,
                                .sender_error = encode(packet->error),
                                .ttl = datagram.hops};
    encode(reflection, mode, reply);
    if (key) {
        sign(reply, *key);
    }
    return agent::Outgoing{.to = datagram.from,
                           .from = datagram.to.address,
                           .service = static_cast<std::uint8_t>(dscp << 2),
                           .token = token_of(*index, at, conversation.life, sequence),
                           .bytes = reply};
}

void Reflector::left(std::uint64_t token, WallTime at) {
    const auto session = static_cast<std::size_t>(token >> 48);
    const auto slot = static_cast<std::size_t>(token >> 40 & 0xff);
    if (!stateful_ || session >= sessions_.size() || slot >= most_conversations) {
        return;
    }
    auto& conversation = sessions_[session].conversations[slot];
    if (conversation.life == (token >> 32 & 0xff)) {
        conversation.departed = {.sequence = static_cast<std::uint32_t>(token),
                                 .timestamp = timestamp_of(at, Format::ntp),
                                 .method = TimestampMethod::software};
    }
}

}  // namespace magpie::stamp
