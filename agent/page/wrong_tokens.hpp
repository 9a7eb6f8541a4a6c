#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent::page {

/// How many wrong tokens are looked at: to verify one costs a millisecond of a small board, and who guesses is to get
/// nowhere. Of one client five a minute, of all thirty. Who has shown a good one is not asked here any more, so nobody
/// can shut out whom the page knows. A value that takes `now`.
class WrongTokens {
  public:
    using Client = std::array<std::uint8_t, 16>;  // http::Peer

    static constexpr Milliseconds window{60'000};
    static constexpr unsigned most_of_one = 5;
    static constexpr unsigned most_of_all = 30;

    /// Whether a token that is not known may be looked at.
    [[nodiscard]] bool may_try(const Client& client, const Now& now);
    /// It was wrong.
    void add(const Client& client, const Now& now);

  private:
    static constexpr std::size_t most_clients = 16;  // beyond these all are one

    struct Of {
        Client client{};
        unsigned wrong = 0;
    };
    void begin_window(const Now& now);
    [[nodiscard]] Of& of(const Client& client);

    Monotonic since_{};
    unsigned all_ = 0;
    std::vector<Of> clients_;
};

}  // namespace magpie::agent::page
