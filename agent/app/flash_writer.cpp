#include "agent/app/flash_writer.hpp"

#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>

namespace magpie::agent {

/// Outlives the object while a thread is still at work.
struct FlashWriter::Shared : std::enable_shared_from_this<Shared> {
    Shared(boost::asio::io_context& io, std::shared_ptr<Storage> kept) : storage(std::move(kept)), loop(&io) {}

    void end(Ended how) {
        const std::lock_guard hold(lock);
        result = how;
        if (loop != nullptr) {  // held while posting: the loop stays until then
            boost::asio::post(*loop, [self = shared_from_this()] {
                if (self->listener) {
                    self->listener();
                }
            });
        }
    }

    const std::shared_ptr<Storage> storage;
    std::mutex lock;                // guards the next two
    boost::asio::io_context* loop;  // null when the writer is gone
    std::optional<Ended> result;

    std::function<void()> listener;  // on the loop only
};

FlashWriter::FlashWriter(boost::asio::io_context& loop, std::shared_ptr<Storage> storage)
    : shared_(std::make_shared<Shared>(loop, std::move(storage))) {}

FlashWriter::~FlashWriter() {
    shared_->listener = nullptr;
    const std::lock_guard hold(shared_->lock);
    shared_->loop = nullptr;
}

void FlashWriter::listen(std::function<void()> listener) {
    shared_->listener = std::move(listener);
}

std::vector<std::string> FlashWriter::names() {
    return shared_->storage->names();
}

tl::expected<std::string, std::error_code> FlashWriter::read(const std::string& name) {
    return shared_->storage->read(name);
}

void FlashWriter::write(std::string name, std::size_t offset, std::string bytes, bool durable) {
    start([name = std::move(name), offset, bytes = std::move(bytes), durable](Storage& storage) {
        return storage.write(name, offset, bytes, durable);
    });
}

void FlashWriter::remove(std::vector<std::string> names, bool durable) {
    start([names = std::move(names), durable](Storage& storage) { return storage.remove(names, durable); });
}

std::optional<Flash::Ended> FlashWriter::ended() {
    const std::lock_guard hold(shared_->lock);
    return std::exchange(shared_->result, std::nullopt);
}

void FlashWriter::start(Change change) {
    // A signal is the loop's: a thread that hangs on a card would keep it for itself.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    try {
        std::thread([shared = shared_, change = std::move(change)] { shared->end(change(*shared->storage)); }).detach();
    } catch (const std::system_error& problem) {  // no more threads are to be had
        shared_->end(tl::unexpected(problem.code()));
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace magpie::agent
