#include "agent/capture/client/gateways.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::agent::client {

namespace {

using namespace std::chrono_literals;

constexpr auto lifetime = 10min;

}  // namespace

void Gateways::own(const MacAddress& address) {
    own_ = address;
}

void Gateways::learn(const MacAddress& address, CaptureTime at) {
    const auto end = known_.begin() + static_cast<std::ptrdiff_t>(size_);
    auto place = std::find_if(known_.begin(), end, [&](const Known& known) { return known.address == address; });
    if (place == end) {
        if (size_ < known_.size()) {
            ++size_;
        } else {
            place = std::ranges::min_element(known_, {}, &Known::at);
        }
    }
    *place = {address, at};
}

void Gateways::is_client(const MacAddress& address) {
    for (std::size_t place = 0; place < size_; ++place) {
        if (known_.at(place).address == address) {
            known_.at(place) = known_.at(--size_);
            return;
        }
    }
}

bool Gateways::contains(const MacAddress& address) const {
    return address == own_ || std::any_of(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(size_),
                                          [&](const Known& known) { return known.address == address; });
}

void Gateways::tick(CaptureTime now) {
    for (std::size_t place = size_; place-- > 0;) {
        const auto age = now - known_.at(place).at;
        if (age > lifetime || age < -lifetime) {
            known_.at(place) = known_.at(--size_);
        }
    }
}

}  // namespace magpie::agent::client
