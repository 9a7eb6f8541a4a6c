#include <utility>

#include "agent/throughput/echoes.hpp"

#include <cstddef>

namespace magpie::agent::throughput {

namespace {

constexpr Milliseconds every{100};
/// A full line holds some back for seconds, and each that is waited for is a socket.
constexpr std::size_t most_under_way = 48;

}  // namespace

Echoes::Echoes(boost::asio::io_context& loop, const platform::Clock& clock, std::random_device& random,
               const boost::asio::ip::address& address)
    : loop_(loop), clock_(clock), random_(random), address_(address), timer_(loop) {
    send();
}

void Echoes::send() {
    if (running_.size() < most_under_way) {
        const auto sequence = ++sequence_;
        running_[sequence] = begin_probe(loop_, clock_, random_,
                                         {.address = address_, .host = address_.to_string(), .sequence = sequence},
                                         [this, sequence](const probe::Outcome& outcome) {
                                             window_.add(outcome);
                                             running_.erase(sequence);
                                         });
    }
    timer_.call_after(every, [this] { send(); });
}

}  // namespace magpie::agent::throughput
