#include "agent/identity/renewal.hpp"

#include <random>
#include <utility>

#include "platform/tls/renewal_request.hpp"

namespace magpie::agent {

namespace {

/// Between two looks, and between a request and the next one.
constexpr Milliseconds look_again{std::chrono::hours(1)};
/// A city of one birthday does not ask in one minute; one that starts together asks for little.
constexpr Milliseconds spread{std::chrono::minutes(30)};
constexpr Milliseconds first_look{std::chrono::minutes(1)};

}  // namespace

Renewal::Renewal(std::string node, mqtt::TlsFiles files, std::optional<tls::Identity> identity, mqtt::Client& client,
                 Keep keep, std::uint32_t seed)
    : node_(std::move(node)),
      answer_topic_(std::string(tls::renewed_topics) + node_),
      files_(std::move(files)),
      identity_(std::move(identity)),
      client_(client),
      keep_(std::move(keep)),
      seed_(seed) {}

std::optional<Monotonic> Renewal::deadline() const {
    return look_at_;
}

std::optional<UtcMs> Renewal::ends() const {
    return identity_ ? std::optional(identity_->not_after) : std::nullopt;
}

bool Renewal::concerns(const mqtt::Event& event) const {
    if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
        return subscribed->filter == answer_topic_;
    }
    if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        return refused->filter == answer_topic_;
    }
    const auto* message = std::get_if<mqtt::Received>(&event);
    return message != nullptr && message->topic == answer_topic_;
}

bool Renewal::is_due(const Now& now) const {
    // A clock that nobody vouches for knows no age.
    return now.wall_known && now.wall >= identity_->not_after - (identity_->not_after - identity_->not_before) / 3;
}

void Renewal::tick(bool online, const Now& now) {
    if (!identity_) {
        return;
    }
    if (!look_at_ || now.mono >= *look_at_) {
        const bool first = !look_at_;
        std::minstd_rand random(seed_++);
        std::uniform_int_distribution<std::int64_t> within(0, (first ? first_look : spread).count());
        look_at_ = now.mono + (first ? Milliseconds{} : look_again) + Milliseconds{within(random)};
        if (!first && online && is_due(now)) {
            ask();
        }
    }
}

void Renewal::ask() {
    auto request = tls::make_renewal_request(files_);
    if (!request) {
        return fail(std::move(request.error()));
    }
    ++counters_.asked;
    key_ = std::move(request->key);
    request_ = std::move(request->der);
    client_.subscribe(answer_topic_, 1);
}

void Renewal::on(const mqtt::Event& event, const Now& now) {
    if (std::holds_alternative<mqtt::Subscribed>(event)) {
        if (!request_.empty() &&
            !client_.publish({std::string(tls::renew_topics) + node_, std::exchange(request_, {}), 1, false})) {
            fail("the request for a new certificate could not be sent");
        }
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        fail("the broker lets nobody answer a request for a new certificate: " + refused->reason);
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        take(message->payload, now);
    }
}

void Renewal::take(std::string_view answer, const Now& now) {
    if (key_.empty()) {
        return;  // nothing was asked
    }
    const auto key = std::exchange(key_, {});
    auto chain = tls::accept_renewal(answer, key, files_, now);
    if (!chain) {
        return fail(std::move(chain.error()));
    }
    auto files = keep_(*chain + key);
    if (!files) {
        return fail(std::move(files.error()));
    }
    auto identity = tls::read_identity(*files, now);
    if (!identity) {
        return fail(std::move(identity.error()));
    }
    files_ = std::move(*files);
    identity_ = std::move(*identity);
    trouble_.clear();
    ++counters_.renewed;
}

void Renewal::fail(std::string why) {
    key_.clear();
    request_.clear();
    trouble_ = std::move(why);
    ++counters_.failed;
}

}  // namespace magpie::agent
