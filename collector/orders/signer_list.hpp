#pragma once

#include <optional>
#include <string>
#include <utility>

#include "platform/log/log.hpp"
#include "platform/tls/signed_order.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What the city's CA has revoked, from the file in which it stands anew each day: to go with orders to the nodes,
/// which judge by it themselves, and to tell who hands one in at once. Read when somebody asks, and not more often than
/// once a minute. On the loop; owned by `app`, and the log outlives it.
class SignerList {
  public:
    static constexpr Milliseconds look_every{60'000};

    /// PEM; an empty path: there is no such list.
    SignerList(std::string path, const log::Log& log) : path_(std::move(path)), log_(&log) {}

    /// In DER; empty where there is none that can be used, and the log says once why.
    [[nodiscard]] const std::string& der(const Now& now);
    /// Of who signed this: none, `revoked`, or `revocations` where nobody could tell.
    [[nodiscard]] OrderRefusal standing(const tls::SignedOrder& order, const Now& now);

  private:
    void look();

    std::string path_;
    const log::Log* log_;
    std::string der_;
    std::string trouble_;
    std::optional<Monotonic> next_look_;
};

}  // namespace magpie::collector
