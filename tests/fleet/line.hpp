#pragma once

#include "platform/mqtt/client.hpp"

namespace magpie::fleet {

/// A pole's way to the broker, which weather may break. Owned by its Pole.
class Line : public mqtt::Client {
  public:
    /// The connection is gone at once and without DISCONNECT, so that the will is published; `ConnectionLost` follows.
    virtual void breaks() = 0;
};

}  // namespace magpie::fleet
