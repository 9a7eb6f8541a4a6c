#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "agent/datagram/socket.hpp"
#include "agent/stamp/moment.hpp"

namespace magpie::fakes {

/// What becomes of datagrams one way. Shares are of 1.
struct Way {
    stamp::Nanoseconds delay{1'000'000};
    stamp::Nanoseconds jitter{};  // up to so much more, evenly
    double lost = 0;
    double twice = 0;
    double held = 0;  // for 10 ms, so that others overtake them
    std::uint8_t hops = 3;
};

/// A network in virtual time between hosts that each have a clock. Same seed, same fate.
class FakeNetwork {
  public:
    class Host;

    explicit FakeNetwork(std::uint64_t seed = 1) : random_(seed) {}

    /// A host with a socket; its wall clock is off by `offset`.
    Host& add(const agent::Endpoint& at, stamp::Nanoseconds offset = {});
    /// From now on, for what is sent from one to the other.
    void carries(const Host& from, const Host& to, const Way& way) { ways_[{&from, &to}] = way; }

    /// When the next datagram arrives.
    [[nodiscard]] std::optional<stamp::Instant> next() const {
        return flying_.empty() ? std::nullopt : std::optional(flying_.begin()->first.first);
    }
    /// Time goes on; what arrives by then waits at its host. True time is the monotonic clock of all.
    void advance_to(stamp::Instant time);
    [[nodiscard]] stamp::Instant now() const { return now_; }

    std::uint64_t lost_forward = 0;  // by the first host's datagrams, and by all others'
    std::uint64_t lost_back = 0;

  private:
    struct Datagram {
        Host* to;
        agent::Endpoint from;
        std::vector<std::byte> bytes;
        std::uint8_t service;
        std::uint8_t hops;
    };

    void carry(Host& from, const agent::Outgoing& outgoing);
    [[nodiscard]] bool happens(double share) { return std::bernoulli_distribution(share)(random_); }

    std::mt19937_64 random_;
    stamp::Instant now_{std::chrono::hours(1)};
    std::vector<std::unique_ptr<Host>> hosts_;
    std::map<std::pair<const Host*, const Host*>, Way> ways_;
    std::map<std::pair<stamp::Instant, std::uint64_t>, Datagram> flying_;
    std::uint64_t sent_ = 0;
};

class FakeNetwork::Host final : public agent::DatagramSocket {
  public:
    Host(FakeNetwork& network, const agent::Endpoint& at, stamp::Nanoseconds offset)
        : endpoint(at), offset_(offset), network_(network) {}

    std::span<const agent::Incoming> receive() override {
        read_ = std::exchange(arrived_, {});
        incoming_.clear();
        for (const auto& [datagram, at] : read_) {
            incoming_.push_back({.from = datagram.from,
                                 .to = endpoint,
                                 .bytes = datagram.bytes,
                                 .cut = false,
                                 .at = at,
                                 .hops = datagram.hops,
                                 .service = datagram.service});
        }
        return incoming_;
    }
    tl::expected<void, int> send(const agent::Outgoing& datagram) override {
        departures_.push_back({datagram.token, wall()});
        network_.carry(*this, datagram);
        return {};
    }
    std::span<const agent::Departure> departures() override {
        left_ = std::exchange(departures_, {});
        return left_;
    }

    [[nodiscard]] stamp::Moment now() const { return {network_.now(), wall(), clock}; }
    void sets_its_clock(stamp::Nanoseconds by) { offset_ += by; }
    /// Another port, as of a program that was started anew.
    void moves_to(std::uint16_t port) { endpoint.port = port; }

    agent::Endpoint endpoint;
    stamp::ErrorEstimate clock = stamp::error_estimate(true, stamp::Format::ntp, std::chrono::microseconds(100));

  private:
    friend class FakeNetwork;

    [[nodiscard]] stamp::WallTime wall() const {
        constexpr std::chrono::hours since_1970(24 * 365 * 56);
        return stamp::WallTime(network_.now().time_since_epoch() + since_1970 + offset_);
    }

    stamp::Nanoseconds offset_;
    FakeNetwork& network_;
    std::vector<std::pair<Datagram, stamp::WallTime>> arrived_;
    std::vector<std::pair<Datagram, stamp::WallTime>> read_;
    std::vector<agent::Incoming> incoming_;
    std::vector<agent::Departure> departures_;
    std::vector<agent::Departure> left_;
};

inline FakeNetwork::Host& FakeNetwork::add(const agent::Endpoint& at, stamp::Nanoseconds offset) {
    hosts_.push_back(std::make_unique<Host>(*this, at, offset));
    return *hosts_.back();
}

inline void FakeNetwork::carry(Host& from, const agent::Outgoing& outgoing) {
    const auto to = std::ranges::find_if(hosts_, [&](const auto& host) { return host->endpoint == outgoing.to; });
    if (to == hosts_.end()) {
        return;
    }
    const auto way = ways_[{&from, to->get()}];
    if (happens(way.lost)) {
        ++(&from == hosts_.front().get() ? lost_forward : lost_back);
        return;
    }
    for (int copies = happens(way.twice) ? 2 : 1; copies > 0; --copies) {
        auto at = now_ + way.delay + (happens(way.held) ? stamp::Nanoseconds(10'000'000) : stamp::Nanoseconds());
        at += stamp::Nanoseconds(std::uniform_int_distribution<std::int64_t>(0, way.jitter.count())(random_));
        flying_.emplace(std::pair(at, ++sent_), Datagram{to->get(),
                                                         from.endpoint,
                                                         {outgoing.bytes.begin(), outgoing.bytes.end()},
                                                         outgoing.service,
                                                         static_cast<std::uint8_t>(64 - way.hops)});
    }
}

inline void FakeNetwork::advance_to(stamp::Instant time) {
    while (!flying_.empty() && flying_.begin()->first.first <= time) {
        auto datagram = flying_.extract(flying_.begin());
        now_ = datagram.key().first;
        auto* to = datagram.mapped().to;
        to->arrived_.emplace_back(std::move(datagram.mapped()), to->wall());
    }
    now_ = std::max(now_, time);
}

}  // namespace magpie::fakes
