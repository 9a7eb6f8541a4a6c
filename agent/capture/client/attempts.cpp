#include "agent/capture/client/attempts.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent::client {

namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

constexpr auto longest_silence = 30s;
/// Who takes longer does something else than to connect: it has its address and speaks UDP alone, or sleeps.
constexpr auto longest_attempt = 60s;
/// What hostapd says of a client is heard behind its frames, and is not to be told again.
constexpr auto longest_told_after = 2s;

bool is_failure(const StageEnd& end) {
    return !end.ordinary && end.outcome != Outcome::success && end.outcome != Outcome::redirected;
}

/// Without this stage there is no next one.
bool is_decisive(Stage stage) {
    return stage <= Stage::dhcp_request;
}

bool waits(const Client& client) {
    return client.authentication.pending() || client.association.pending() || client.handshake.pending() ||
           client.dot1x.pending() || client.dhcp.pending();
}

void drop_stages(Client& client) {
    client.authentication.drop();
    client.association.drop();
    client.dot1x.drop();
    client.dhcp.drop();
}

}  // namespace

Client& Attempts::know(std::uint64_t name, std::uint8_t network, CaptureTime at) {
    auto* known = clients_.find(name);
    if (known == nullptr) {
        known = &clients_.make(name, [this](const Client& forgotten) {
            if (forgotten.attempt) {
                totals_.forgotten(forgotten.network);
            }
        });
        known->name = name;
        known->network = network;
    } else if (clock_was_set(known->last, at)) {
        Client anew;
        anew.name = name;
        anew.last = at;
        anew.network = known->network;
        anew.present = known->present;
        *known = anew;
    }
    known->last = std::max(known->last, at);
    return *known;
}

void Attempts::here(Client& client, std::uint8_t network) {
    if (client.network != network) {
        // What went wrong in the network that it left is not the new one's fault.
        if (client.minute.counts() && client.minute.to_blame()) {
            end_minute(client);
        }
        client.network = network;
    }
    client.present = true;
    client.minute.here();
}

void Attempts::begin(Client& client, CaptureTime at) {
    if (!client.attempt) {
        client.attempt = Attempt{at, at, std::nullopt};
        client.connected.reset();
    }
    // The air and an interface are not read in one order.
    client.attempt->first = std::min(client.attempt->first, at);
    client.attempt->last = std::max(client.attempt->last, at);
}

void Attempts::go_on(Client& client, CaptureTime at) {
    if (client.attempt) {
        client.attempt->last = std::max(client.attempt->last, at);
    }
}

void Attempts::abandon(Client& client) {
    client.attempt.reset();
    drop_stages(client);
    client.handshake.drop();
}

std::optional<Outcome> Attempts::outcome_of(const Client& client, const StageEnd& end) const {
    const auto took = end.at - end.begun;
    if (took < 0s || took > 1h) {
        return std::nullopt;
    }
    if (end.outcome == Outcome::no_answer && end.stage == Stage::dhcp_discover) {
        return leases_.at(client.network).unanswered(end, client.name, client.present);
    }
    if (end.outcome == Outcome::no_answer && end.stage == Stage::dhcp_request && !client.dhcp.offered() &&
        !client.present) {
        return std::nullopt;
    }
    return end.outcome;
}

void Attempts::end(Client* client, std::uint8_t network, StageEnd end) {
    const auto took = end.at - end.begun;
    if (client != nullptr) {
        const auto outcome = outcome_of(*client, end);
        if (!outcome) {
            abandon(*client);
            return;
        }
        end.outcome = *outcome;
    } else if (took < 0s || took > 1h) {
        return;
    }
    totals_.stage(network, end.stage, end.outcome, took);
    if (client == nullptr) {
        return;
    }
    client->minute.here();
    client->minute.stage(end);
    if (!client->attempt) {
        return;
    }
    if (is_failure(end)) {
        if (is_decisive(end.stage)) {
            end_connect(*client, end.outcome, end.at);
        } else {
            client->attempt->failure = {end.outcome, end.at};
        }
    } else if (end.stage == Stage::tcp_radio && end.outcome == Outcome::success &&
               end.begun >= client->attempt->first) {
        end_connect(*client, Outcome::success, end.at);
        client->connected = end.at;
    }
}

void Attempts::end_connect(Client& client, Outcome outcome, CaptureTime at) {
    const StageEnd connect{Stage::connect, outcome, client.attempt->first, at};
    // The handshake remembers what belongs to one that is over.
    client.attempt.reset();
    client.over = at;
    drop_stages(client);
    end(&client, client.network, connect);
}

void Attempts::expire(Client& client, CaptureTime now) {
    for (const auto& ended : {client.authentication.expire(now), client.association.expire(now),
                              client.handshake.expire(now), client.dot1x.expire(now), client.dhcp.expire(now)}) {
        if (ended) {
            end(&client, client.network, *ended);
        }
    }
    if (!client.attempt) {
        return;
    }
    const auto attempt = *client.attempt;
    if (now - attempt.last > longest_silence || now - attempt.first > longest_attempt) {
        if (attempt.failure) {
            end_connect(client, attempt.failure->outcome, attempt.failure->at);
        } else {
            abandon(client);
        }
    }
}

void Attempts::end_minute(Client& client) {
    if (client.minute.counts()) {
        totals_.minute(client.network, client.minute.to_blame());
    }
    client.minute = Minute();
}

std::optional<CaptureTime> Attempts::silence_told_at_once(CaptureTime now) const {
    std::optional<CaptureTime> first;
    for (const auto& lease : leases_) {
        const auto at = lease.told_at_once(now);
        if (at && (!first || *at < *first)) {
            first = at;
        }
    }
    return first;
}

void Attempts::tick(CaptureTime now) {
    for (std::size_t network = 0; network < totals_.networks(); ++network) {
        if (const auto silence = leases_.at(network).silence(now)) {
            totals_.dhcp_silence(static_cast<std::uint8_t>(network), *silence);
        }
    }
    const auto minute = std::chrono::floor<std::chrono::minutes>(now);
    const bool minute_is_over = minute_ && *minute_ != minute;
    minute_ = minute;
    clients_.erase_if([&](Client& client) {
        if (clock_was_set(client.last, now)) {
            return true;
        }
        expire(client, now);
        if (minute_is_over) {
            end_minute(client);
        }
        const bool may_ask = client.connected && now - *client.connected < longest_silence;
        const bool may_be_told = now - client.last < longest_told_after;
        return !client.attempt && !waits(client) && !client.minute.counts() && !may_ask && !may_be_told;
    });
}

}  // namespace magpie::agent::client
