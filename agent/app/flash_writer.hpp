#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "agent/outbox/flash.hpp"
#include "agent/outbox/storage.hpp"

namespace magpie::agent {

/// Changes a storage on a thread that is there only while it does, and that nobody waits for: a card may take seconds
/// for an fdatasync(), and one that hangs takes whoever waits for it along. A node that writes nothing has no thread.
/// Lives on the loop, owned by main(). What is under way at its end goes on until it is done, or the process ends.
class FlashWriter final : public Flash {
  public:
    /// Reads of one file and changes of another go on at the same time in `storage`.
    FlashWriter(boost::asio::io_context& loop, std::shared_ptr<Storage> storage);
    FlashWriter(const FlashWriter&) = delete;
    FlashWriter& operator=(const FlashWriter&) = delete;
    ~FlashWriter() override;

    /// Called on the loop, never from within a call of anything here, when there is something to be heard by ended().
    void listen(std::function<void()> listener);

    [[nodiscard]] std::vector<std::string> names() override;
    [[nodiscard]] tl::expected<std::string, std::error_code> read(const std::string& name) override;
    void write(std::string name, std::size_t offset, std::string bytes, bool durable) override;
    void remove(std::vector<std::string> names, bool durable) override;
    [[nodiscard]] std::optional<Ended> ended() override;

  private:
    using Change = std::function<Ended(Storage&)>;
    void start(Change change);

    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace magpie::agent
